/*
 * What stands between a request and its command, at queueing and at EXEC, with the state changing between the
 * two: held with Holdfast and with a real redis-server, whose part is to show that the script is true.
 */
import { beforeAll, beforeEach, describe, test } from 'vitest'
import { converse } from '../support/conversation.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'

const OOM = "-OOM command not allowed when used memory > 'maxmemory'."
const MASTERDOWN = "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."
const READONLY = "-READONLY You can't write against a read only replica."
const ABORTED = '-EXECABORT Transaction discarded because of'
const PREVIOUS = `${ABORTED} previous errors.`

describe.each([
  ['Holdfast', startHoldfast],
  ['redis-server', startRedis],
])('%s', (_, start) => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await start()
  })

  beforeEach(() =>
    converse(
      server,
      `
      > REPLICAOF NO ONE
      +OK
      > CONFIG SET maxmemory 0 min-replicas-to-write 0 replica-serve-stale-data yes requirepass ""
      +OK
      > SET x 1
      +OK
    `,
    ),
  )

  test('over maxmemory nothing is queued', () =>
    converse(
      server,
      `
      > CONFIG SET maxmemory 1
      +OK
      > GET x
      $1
      > SET x 2
      ${OOM}
      > WATCH x
      +OK
      > MULTI
      +OK
      > GET x
      ${OOM}
      > PING
      ${OOM}
      > WATCH y
      ${OOM}
      > MULTI
      ${OOM}
      > EXEC
      ${PREVIOUS}
      // What ends the transaction is not refused.
      > MULTI
      +OK
      > DISCARD
      +OK
      > MULTI
      +OK
      > EXEC
      *0
      > MULTI
      +OK
      > RESET
      +RESET
      a> MULTI
      +OK
      a> QUIT
      +OK
    `,
    ))

  test('maxmemory is lowered between queueing and EXEC', () =>
    converse(
      server,
      `
      a> MULTI
      +OK
      a> GET x
      +QUEUED
      a> SET x 2
      +QUEUED
      b> CONFIG SET maxmemory 1
      +OK
      a> EXEC
      ${ABORTED}: ${OOM.slice(1)}
      b> CONFIG SET maxmemory 0
      +OK
      a> MULTI
      +OK
      a> GET x
      +QUEUED
      a> DEL nosuch
      +QUEUED
      b> CONFIG SET maxmemory 1
      +OK
      a> EXEC
      *2
      $1
      :0
    `,
    ))

  test('a replica without its link, which serves no stale data', () =>
    converse(
      server,
      `
      a> MULTI
      +OK
      a> INFO server
      +QUEUED
      a> GET x
      +QUEUED
      c> MULTI
      +OK
      c> CONFIG GET port
      +QUEUED
      w> MULTI
      +OK
      w> SET x 2
      +QUEUED
      b> REPLICAOF 127.0.0.1 1
      +OK
      b> CONFIG SET replica-serve-stale-data no
      +OK
      a> EXEC
      ${ABORTED}: ${MASTERDOWN.slice(1)}
      w> EXEC
      ${ABORTED}: ${READONLY.slice(1)}
      // Who asks for no data is served.
      c> EXEC
      *1
      *2
      $port
      $${server.port}
      a> GET x
      ${MASTERDOWN}
      a> MULTI
      +OK
      a> GET x
      ${MASTERDOWN}
      a> EXEC
      ${PREVIOUS}
      a> EXISTS
      -ERR wrong number of arguments for 'exists' command
      a> MULTI
      +OK
      a> EXEC
      *0
    `,
    ))

  test('a primary becomes a replica, or has too few of them, between queueing and EXEC', () =>
    converse(
      server,
      `
      a> MULTI
      +OK
      a> SET x 2
      +QUEUED
      r> MULTI
      +OK
      r> GET x
      +QUEUED
      p> MULTI
      +OK
      p> PUBLISH channel message
      +QUEUED
      b> CONFIG SET min-replicas-to-write 1
      +OK
      a> EXEC
      ${ABORTED}: NOREPLICAS Not enough good replicas to write.
      a> MULTI
      +OK
      a> SET x 3
      -NOREPLICAS Not enough good replicas to write.
      a> EXEC
      ${PREVIOUS}
      b> CONFIG SET min-replicas-to-write 0
      +OK
      a> MULTI
      +OK
      a> SET x 4
      +QUEUED
      b> REPLICAOF 127.0.0.1 1
      +OK
      a> EXEC
      ${ABORTED}: ${READONLY.slice(1)}
      r> EXEC
      *1
      $1
      p> EXEC
      *1
      :0
      // A transaction that will fail anyway is no write.
      w> WATCH x
      +OK
      b> REPLICAOF NO ONE
      +OK
      b> SET x 5
      +OK
      w> MULTI
      +OK
      w> SET x 6
      +QUEUED
      b> REPLICAOF 127.0.0.1 1
      +OK
      w> EXEC
      *-1
    `,
    ))

  test('a password is asked for, and a wrong command queued, between MULTI and EXEC', () =>
    converse(
      server,
      `
      a> MULTI
      +OK
      a> GET x
      +QUEUED
      b> CONFIG SET requirepass secret
      +OK
      a> EXEC
      *1
      $1
      c> MULTI
      -NOAUTH Authentication required.
      c> EXEC
      ${ABORTED}: NOAUTH Authentication required.
      c> SAVE
      -NOAUTH Authentication required.
      b> CONFIG SET requirepass "" maxmemory 1
      +OK
      // The first check that objects is the one that is heard.
      a> MULTI
      +OK
      a> SAVE
      -ERR Command not allowed inside a transaction
      a> EXEC
      ${PREVIOUS}
    `,
    ))

  test('a pause holds back what is queued, as it does what runs', () =>
    converse(
      server,
      `
      a> MULTI
      +OK
      a> GET x
      +QUEUED
      w> MULTI
      +OK
      w> SET x 2
      +QUEUED
      p> MULTI
      +OK
      p> PUBLISH channel message
      +QUEUED
      b> CLIENT PAUSE 100000 WRITE
      +OK
      a> EXEC
      *1
      $1
      a> MULTI
      +OK
      a> GET x
      +QUEUED
      a> SET x 3
      ...
      w> EXEC
      ...
      p> EXEC
      ...
      b> INFO clients
      /.*blocked_clients:3.*/
      b> CLIENT UNPAUSE
      +OK
      a>
      +QUEUED
      a> EXEC
      *2
      $2
      +OK
      w>
      *1
      +OK
      p>
      *1
      :0
      b> CLIENT PAUSE 100 ALL
      +OK
      a> MULTI
      +OK
      a> EXEC
      *0
    `,
    ))

  test('a connection that monitors asks for no keys, and sees an EXEC that is refused', () =>
    converse(
      server,
      `
      m> MONITOR
      +OK
      m> GET x
      -ERR Replica can't interact with the keyspace
      m> PUBLISH channel message
      -ERR Replica can't interact with the keyspace
      a> MULTI
      +OK
      a> EXEC now
      -EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command
      m>
      /.*"MULTI"/
      /.*"EXEC" "now"/
    `,
    ))
})
