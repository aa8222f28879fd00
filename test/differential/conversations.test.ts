/*
 * Conversations between several clients and one server, held with Holdfast and with a real redis-server,
 * whose part is to show that the script is true.
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

  test('WATCH: a change by another client aborts EXEC', () =>
    converse(
      server,
      `
      > SET watched 1
      +OK
      a> WATCH watched
      +OK
      a> MULTI
      +OK
      a> INCR watched
      +QUEUED
      b> SET watched 5
      +OK
      a> EXEC
      *-1
      a> GET watched
      $5
      // What the watching client itself changes before MULTI counts too.
      a> WATCH watched
      +OK
      a> SET watched 6
      +OK
      a> MULTI
      +OK
      a> PING
      +QUEUED
      a> EXEC
      *-1
      // A key that does not exist, and comes to exist.
      a> WATCH fresh
      +OK
      b> SET fresh 1
      +OK
      a> MULTI
      +OK
      a> PING
      +QUEUED
      a> EXEC
      *-1
      // UNWATCH and DISCARD forget; touching without changing is no change.
      a> WATCH watched
      +OK
      b> APPEND watched x
      :2
      a> UNWATCH
      +OK
      a> MULTI
      +OK
      a> GET watched
      +QUEUED
      a> EXEC
      *1
      $6x
      a> WATCH watched
      +OK
      b> TOUCH watched
      :1
      b> GET watched
      $6x
      b> PERSIST watched
      :0
      b> EXPIRE nosuch 10
      :0
      a> MULTI
      +OK
      a> PING
      +QUEUED
      a> EXEC
      *1
      +PONG
    `,
    ))

  test('WATCH: expiry, deletion, FLUSHALL and SWAPDB', () =>
    converse(
      server,
      `
      > SET w:ttl 1
      +OK
      a> WATCH w:ttl
      +OK
      b> EXPIRE w:ttl 100
      :1
      a> MULTI
      +OK
      a> PING
      +QUEUED
      a> EXEC
      *-1
      a> WATCH w:ttl nosuch
      +OK
      b> FLUSHALL
      +OK
      a> MULTI
      +OK
      a> PING
      +QUEUED
      a> EXEC
      *-1
      // Nothing was there to flush.
      a> WATCH nosuch
      +OK
      b> FLUSHALL
      +OK
      a> MULTI
      +OK
      a> PING
      +QUEUED
      a> EXEC
      *1
      +PONG
      > SET w:swap 1
      +OK
      a> WATCH w:swap
      +OK
      b> SWAPDB 0 1
      +OK
      a> MULTI
      +OK
      a> PING
      +QUEUED
      a> EXEC
      *-1
      a> SWAPDB 0 1
      +OK
    `,
    ))

  test('errors in a transaction', () =>
    converse(
      server,
      `
      > SET text abc
      +OK
      > MULTI
      +OK
      > INCR text
      +QUEUED
      > SET text def
      +QUEUED
      > EXEC
      *2
      -ERR value is not an integer or out of range
      +OK
      > MULTI
      +OK
      > MULTI
      -ERR MULTI calls can not be nested
      > WATCH text
      -ERR WATCH inside MULTI is not allowed
      > SET text ghi
      +QUEUED
      > EXEC
      *1
      +OK
      > MULTI
      +OK
      > GET
      -ERR wrong number of arguments for 'get' command
      > SET text jkl
      +QUEUED
      > EXEC
      -EXECABORT Transaction discarded because of previous errors.
      > GET text
      $ghi
      > EXEC
      -ERR EXEC without MULTI
      > DISCARD
      -ERR DISCARD without MULTI
    `,
    ))

  test('messages to subscribers', () =>
    converse(
      server,
      `
      > PUBLISH news nobody
      :0
      a> SUBSCRIBE news
      *3
      $subscribe
      $news
      :1
      b> PSUBSCRIBE n*
      *3
      $psubscribe
      $n*
      :1
      c> HELLO 3
      /.*/
      c> SUBSCRIBE news
      >3
      $subscribe
      $news
      :1
      c> GET nosuch
      _
      > PUBLISH news hello
      :3
      a>
      *3
      $message
      $news
      $hello
      b>
      *4
      $pmessage
      $n*
      $news
      $hello
      c>
      >3
      $message
      $news
      $hello
      a> GET nosuch
      /-ERR Can't execute 'get': only .* are allowed in this context/
      a> PING hi
      *2
      $pong
      $hi
    `,
    ))

  test('a key goes when its time comes', () =>
    converse(
      server,
      `
      > FLUSHALL
      +OK
      > SET soon 1 PX 60
      +OK
      > SET later 1 EX 100
      +OK
      > SET kept 1
      +OK
      > DBSIZE
      :3
      > DEBUG SLEEP 0.1
      +OK
      > GET soon
      $-1
      > TTL soon
      :-2
      > EXISTS soon later kept
      :2
      > SETNX soon again
      :1
      > TTL soon
      :-1
      > PEXPIRE later 1
      :1
      > DEBUG SLEEP 0.05
      +OK
      > RENAME later nosuch
      -ERR no such key
      > DBSIZE
      :2
      > INCR later
      :1
      > EXPIRE kept -1
      :1
      > EXISTS kept
      :0
    `,
    ))

  test('expired keys go without being asked for', () =>
    converse(
      server,
      `
      > FLUSHALL
      +OK
      > MSET a 1 b 2
      +OK
      > PEXPIRE a 1
      :1
      > PEXPIRE b 1
      :1
      > DEBUG SLEEP 0.01
      +OK
      b> DEBUG SLEEP 0.3
      +OK
      > KEYS *
      *0
      > DEBUG SLEEP 0.3
      +OK
      > DBSIZE
      :0
    `,
    ))

  test.each([
    ['SORT src STORE k', 'BLPOP', ':2'],
    ['ZRANGESTORE k ranks 0 -1', 'BZPOPMIN', ':1'],
    ['ZUNIONSTORE k 1 ranks', 'BZPOPMIN', ':1'],
    ['ZDIFFSTORE k 1 ranks', 'BZPOPMIN', ':1'],
  ])('%s onto another value wakes no %s, as it does where nothing was', (store, wait, reply) =>
    converse(
      server,
      `
      > DEL k src ranks
      /:\\d/
      > RPUSH src 2 1
      :2
      > ZADD ranks 1 a
      :1
      a> ${wait} k 0
      ...
      > SET k text
      +OK
      > ${store}
      ${reply}
      a>
      ...
      > EXISTS k
      :1
      > DEL k
      :1
      > ${store}
      ${reply}
      a>
      /.*\\$k.*/
    `,
    ),
  )

  test('clients see and end each other', () =>
    converse(
      server,
      `
      a> CLIENT SETNAME first
      +OK
      b> CLIENT SETNAME second
      +OK
      b> CLIENT LIST
      /.* name=first .* name=second .*cmd=client\\|list .*/
      b> CLIENT KILL TYPE normal SKIPME yes
      :1
      a> PING
      (the server closed the connection)
      b> CLIENT GETNAME
      $second
      b> CLIENT NO-EVICT on
      +OK
    `,
    ))
})
