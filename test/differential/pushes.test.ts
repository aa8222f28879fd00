/*
 * What a client that wants no replies (CLIENT REPLY) is sent all the same: held with Holdfast and with a real
 * redis-server, whose part is to show that the script is true.
 */
import { beforeAll, describe, test } from 'vitest'
import { converse } from '../support/conversation.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'

describe.each([
  ['Holdfast', startHoldfast],
  ['redis-server', startRedis],
])('%s', (_, start) => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await start()
  })

  test('RESP2: confirmations and messages', () =>
    converse(
      server,
      `
      a> CLIENT REPLY OFF
      a> SUBSCRIBE one two
      *3
      $subscribe
      $one
      :1
      *3
      $subscribe
      $two
      :2
      b> PUBLISH one hello
      :1
      a>
      *3
      $message
      $one
      $hello
      a> PING
      a> NOSUCH
      a> UNSUBSCRIBE
      /.*unsubscribe.*one.*|.*unsubscribe.*two.*/
      /.*unsubscribe.*:0/
      a> PSUBSCRIBE o*
      *3
      $psubscribe
      $o*
      :1
      a> PUNSUBSCRIBE o*
      *3
      $punsubscribe
      $o*
      :0
      a> SSUBSCRIBE one
      *3
      $ssubscribe
      $one
      :1
      a> SUNSUBSCRIBE
      *3
      $sunsubscribe
      $one
      :0
      a> CLIENT REPLY ON
      +OK
      a> CLIENT REPLY SKIP
      a> SUBSCRIBE one
      *3
      $subscribe
      $one
      :1
      a> PING
      *2
      $pong
      $""
    `,
    ))

  test('RESP3: pushes, also in a transaction that is not answered', () =>
    converse(
      server,
      `
      a> HELLO 3
      /.*/
      a> CLIENT REPLY OFF
      a> SUBSCRIBE one
      >3
      $subscribe
      $one
      :1
      a> PUBLISH one own
      >3
      $message
      $one
      $own
      a> MULTI
      a> SUBSCRIBE two
      a> GET x
      a> PUBLISH two own
      a> EXEC
      >3
      $subscribe
      $two
      :2
      >3
      $message
      $two
      $own
      a> UNSUBSCRIBE two
      >3
      $unsubscribe
      $two
      :1
      a> CLIENT REPLY ON
      +OK
      a> CLIENT REPLY SKIP
      a> UNSUBSCRIBE
      >3
      $unsubscribe
      $one
      :0
      a> PING
      +PONG
    `,
    ))

  test('replies end and begin inside EXEC', () =>
    converse(
      server,
      `
      a> MULTI
      +OK
      a> PING
      +QUEUED
      a> CLIENT REPLY OFF
      +QUEUED
      a> PING
      +QUEUED
      a> SUBSCRIBE one
      +QUEUED
      a> UNSUBSCRIBE one
      +QUEUED
      // Of the five replies announced two are missing: the next ones stand in their places.
      a> EXEC
      a> CLIENT REPLY ON
      a> PING
      *5
      +PONG
      *3
      $subscribe
      $one
      :1
      *3
      $unsubscribe
      $one
      :0
      +OK
      +PONG
    `,
    ))

  test('lines of MONITOR are replies', () =>
    converse(
      server,
      `
      a> CLIENT REPLY OFF
      a> MONITOR
      b> ECHO unseen
      $unseen
      a> CLIENT REPLY ON
      +OK
      a>
      /.*REPLY.*ON.*/
      b> ECHO seen
      $seen
      a>
      /.*ECHO.*seen.*/
    `,
    ))

  test('commands that wait are not answered either', () =>
    converse(
      server,
      `
      a> CLIENT REPLY OFF
      a> WAIT 1 10
      a> BLPOP nosuch 0.01
      a> CLIENT REPLY ON
      +OK
      a> CLIENT REPLY SKIP
      a> WAIT 1 10
      a> PING
      +PONG
    `,
    ))
})
