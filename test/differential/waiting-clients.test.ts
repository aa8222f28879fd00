/*
 * Clients that wait for lists and sorted sets, in conversations held with Holdfast and with a real
 * redis-server, whose part is to show that the script is true: who is served first, by what, and what ends
 * the waiting.
 */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { converse } from '../support/conversation.ts'
import { encodeRequest, type RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'

describe.each([
  ['Holdfast', startHoldfast],
  ['redis-server', startRedis],
])('%s', (maker, start) => {
  let server: ServerProcess
  let admin: RawClient
  beforeAll(async () => {
    server = await start()
    admin = await server.connect()
  })
  beforeEach(async () => {
    await admin.send('FLUSHALL')
  })

  const held = (text: string) => converse(server, text)

  test('one push serves who came first, a push of several serves several', () =>
    held(`
      a> BLPOP k other 0
      ...
      b> BRPOP other k 0
      ...
      c> BLPOP k 0
      ...
      > RPUSH k 1
      :1
      a>
      *2
      $k
      $1
      > RPUSH k 2 3 4
      :3
      b>
      *2
      $k
      $4
      c>
      *2
      $k
      $2
      > LRANGE k 0 -1
      *1
      $3
    `))

  test('several keys: the first that has something in the order of the request', () =>
    held(`
      a> BLPOP x y z 0
      ...
      > MULTI
      +OK
      > RPUSH z 1
      +QUEUED
      > RPUSH y 2
      +QUEUED
      > EXEC
      *2
      :1
      :1
      a>
      *2
      $${maker === 'Holdfast' ? 'y' : 'z'}
      $${maker === 'Holdfast' ? '2' : '1'}
      a> BLPOP v w v w 0
      ...
      > RPUSH w 1
      :1
      a>
      *2
      $w
      $1
      > RPUSH v 1
      :1
      > LLEN v
      :1
    `))

  test('lists that move on through waiting clients', () =>
    held(`
      last> BLPOP three 0
      ...
      b> BLMOVE two three LEFT RIGHT 0
      ...
      c> BRPOPLPUSH one two 0
      ...
      > LPUSH one v
      :1
      c>
      $v
      b>
      $v
      last>
      *2
      $three
      $v
      > EXISTS one two three
      :0
      // A list onto itself, and two that wait for each other.
      a> BLMOVE ring ring LEFT RIGHT 0
      ...
      > RPUSH ring 1 2
      :2
      a>
      $1
      > LRANGE ring 0 -1
      *2
      $2
      $1
      a> BLMOVE ping pong LEFT LEFT 0
      ...
      b> BLMOVE pong ping LEFT LEFT 0
      ...
      > RPUSH ping x
      :1
      a>
      $x
      b>
      $x
      > LLEN ping
      :1
      // A destination of another type is an error when the time comes, and the next is served.
      > SET text x
      +OK
      a> BLMOVE k text LEFT LEFT 0
      ...
      b> BLPOP k 0
      ...
      > RPUSH k 1
      :1
      a>
      -WRONGTYPE Operation against a key holding the wrong kind of value
      b>
      *2
      $k
      $1
    `))

  test('whatever makes a list wakes', () =>
    held(`
      > RPUSH from 1
      :1
      a> BLPOP k 0
      ...
      > COPY from k
      :1
      a>
      *2
      $k
      $1
      a> BLPOP k 0
      ...
      > RENAME from k
      +OK
      a>
      *2
      $k
      $1
      > SADD s 3 1 2
      :3
      a> BLPOP k 0
      ...
      > SORT s STORE k
      :3
      a>
      *2
      $k
      $1
      > LMOVE k other LEFT LEFT
      $2
      a> BLPOP third 0
      ...
      > LMOVE other third LEFT LEFT
      $2
      a>
      *2
      $third
      $2
      a> BLPOP new 0
      ...
      > SELECT 1
      +OK
      > RPUSH new far
      :1
      a> PING
      ...
      > SWAPDB 0 1
      +OK
      a>
      *2
      $new
      $far
      a>
      +PONG
    `))

  test('sorted sets', () =>
    held(`
      a> BZPOPMIN z 0
      ...
      b> BZPOPMAX z 0
      ...
      c> BZMPOP 0 2 y z MIN COUNT 2
      ...
      > ZADD z 1 one 2 two 3 three 4 four 5 five
      :5
      a>
      *3
      $z
      $one
      $1
      b>
      *3
      $z
      $five
      $5
      c>
      *2
      $z
      *2
      *2
      $two
      $2
      *2
      $three
      $3
      a> BZPOPMIN dest 0
      ...
      > ZUNIONSTORE dest 1 z
      :1
      a>
      *3
      $dest
      $four
      $4
      a> HELLO 3
      /.*/
      a> BZPOPMIN grown 0
      ...
      b> BZMPOP 0 2 y grown MAX COUNT 2
      ...
      > ZINCRBY grown 2.5 m
      $2.5
      a>
      *3
      $grown
      $m
      ,2.5
      > ZADD grown 1 x 1 y 1 z
      :3
      b>
      *2
      $grown
      *2
      *2
      $z
      $1
      *2
      $y
      $1
    `))

  test('several elements at once, and what is left is for the next', () =>
    held(`
      a> BLMPOP 0 2 k1 k2 LEFT COUNT 2
      ...
      b> BLMPOP 0 1 k2 RIGHT COUNT 10
      ...
      > RPUSH k2 1 2 3 4
      :4
      a>
      *2
      $k2
      *2
      $1
      $2
      b>
      *2
      $k2
      *2
      $4
      $3
    `))

  test('a key of another type wakes nobody, and one that comes and goes in a transaction neither', () =>
    held(`
      a> BLPOP k 0
      ...
      b> BZPOPMIN k 0
      ...
      > SET k v
      +OK
      > DEL k
      :1
      > ZADD k 1 m
      :1
      b>
      *3
      $k
      $m
      $1
      > MULTI
      +OK
      > RPUSH k 1
      +QUEUED
      > DEL k
      +QUEUED
      > EXEC
      *2
      :1
      :1
      a> PING
      ...
      > MULTI
      +OK
      > RPUSH k 1 2
      +QUEUED
      > LPOP k
      +QUEUED
      > EXEC
      *2
      :2
      $1
      a>
      *2
      $k
      $2
      a>
      +PONG
      > BLPOP k notanumber
      -ERR timeout is not a float or out of range
      > BLPOP k -1
      -ERR timeout is negative
      > SET k v
      +OK
      > BLPOP nokey k 0
      -WRONGTYPE Operation against a key holding the wrong kind of value
    `))

  /** Each command that waits, and the null it gives in RESP2. */
  const waits: [request: string, none: string][] = [
    ['BLPOP k SECONDS', '*-1'],
    ['BRPOP k SECONDS', '*-1'],
    ['BLMOVE k l LEFT LEFT SECONDS', '$-1'],
    ['BRPOPLPUSH k l SECONDS', '$-1'],
    ['BLMPOP SECONDS 1 k LEFT', '*-1'],
    ['BZPOPMIN k SECONDS', '*-1'],
    ['BZPOPMAX k SECONDS', '*-1'],
    ['BZMPOP SECONDS 1 k MIN', '*-1'],
  ]

  test('a transaction does not wait', async () => {
    const requests = waits.map(([request]) => request.replace('SECONDS', '0').split(' '))
    const replies = await admin.pipeline([['MULTI'], ...requests, ['EXEC']])
    expect(show(replies.at(-1)!)).toBe(`*${waits.length}\n${waits.map(([, none]) => none).join('\n')}`)
  })

  test('time runs out, each in its own words', async () => {
    const three = await server.connect({ resp3: true })
    for (const [request] of waits) {
      const words = request.replace('SECONDS', '0.01').split(' ')
      // Of whatever form the null is at once.
      expect(show(await admin.send(...words)), request).toBe('*-1')
      expect(show(await three.send(...words)), request).toBe('_')
    }
    three.close()
  })

  test('whose time is up first goes first, and is one call', () =>
    held(`
      > CONFIG RESETSTAT
      +OK
      a> BLPOP k 0.3
      b> BLPOP k 0.05
      b>
      *-1
      a>
      *-1
      > INFO commandstats
      /.*cmdstat_blpop:calls=2,.*/
    `))

  test('CLIENT UNBLOCK, and clients that are gone', async () => {
    const waiting = await server.connect()
    const id = show(await waiting.send('CLIENT', 'ID')).slice(1)
    for (const [words, reply] of [
      [[], '*-1'],
      [['TIMEOUT'], '*-1'],
      [['ERROR'], '-UNBLOCKED client unblocked via CLIENT UNBLOCK'],
    ] as const) {
      waiting.write(encodeRequest(['BLPOP', 'k', 0]))
      await untilBlocked(1)
      expect(await ask('CLIENT', 'UNBLOCK', id, ...words)).toBe(':1')
      expect(show(await waiting.next())).toBe(reply)
    }
    expect(await ask('CLIENT', 'UNBLOCK', id)).toBe(':0')
    waiting.write(encodeRequest(['BLPOP', 'k', 0]))
    await untilBlocked(1)
    const [second, third] = [await server.connect(), await server.connect()]
    second.write(encodeRequest(['BLPOP', 'k', 'l', 0]))
    await untilBlocked(2)
    expect(await ask('CLIENT', 'KILL', 'ID', id)).toBe(':1')
    await admin.send('RPUSH', 'k', 'v')
    expect(show(await second.next())).toBe('*2\n$k\n$v')
    for (const client of [second, third]) {
      client.write(encodeRequest(['BLPOP', 'k', 0]))
      await untilBlocked(client === second ? 1 : 2)
    }
    second.close()
    await untilBlocked(1)
    await admin.send('RPUSH', 'k', 'w')
    expect(show(await third.next())).toBe('*2\n$k\n$w')
    third.close()
  })

  test('many clients are served in their order', async () => {
    const clients: RawClient[] = []
    for (let i = 0; i < 50; i++) {
      const client = await server.connect()
      client.write(encodeRequest(i % 2 === 0 ? ['BLPOP', 'q', 0] : ['BLPOP', 'r', 'q', 0]))
      await untilBlocked(i + 1)
      clients.push(client)
    }
    for (let i = 0; i < 50; i += 5) {
      const values = Array.from({ length: 5 }, (_, n) => `v${i + n}`)
      expect(await ask('RPUSH', 'q', ...values)).toBe(':5')
    }
    for (const [i, client] of clients.entries()) {
      expect(show(await client.next())).toBe(`*2\n$q\n$v${i}`)
      client.close()
    }
    expect(await ask('EXISTS', 'q')).toBe(':0')
  })

  test('what is sent behind a waiting request is answered behind it', async () => {
    const client = await server.connect()
    const requests = [
      ['BLPOP', 'k', 0],
      ['INCR', 'n'],
      ['BLPOP', 'k', 0],
      ['INCR', 'n'],
      ['BLPOP', 'l', 0.02],
    ]
    client.write(Buffer.concat(requests.map(encodeRequest)))
    await untilBlocked(1)
    expect(await ask('GET', 'n')).toBe('$-1')
    const replies = await admin.pipeline([['RPUSH', 'k', 'a'], ['PING']])
    expect(replies.map(show)).toEqual([':1', '+PONG'])
    expect(show(await client.next())).toBe('*2\n$k\n$a')
    expect(show(await client.next())).toBe(':1')
    expect(client.unread).toBe(0)
    await admin.send('RPUSH', 'k', 'b')
    expect(show(await client.next())).toBe('*2\n$k\n$b')
    expect(show(await client.next())).toBe(':2')
    expect(show(await client.next())).toBe('*-1')
    client.close()
  })

  test('writes that are paused serve nobody until the pause ends', () =>
    held(`
      a> BLPOP k 0
      ...
      > CLIENT PAUSE 100000 WRITE
      +OK
      b> RPUSH k v
      > GET k
      $-1
      > CLIENT UNPAUSE
      +OK
      b>
      :1
      a>
      *2
      $k
      $v
    `))

  async function ask(...words: string[]): Promise<string> {
    return show(await admin.send(...words))
  }

  async function untilBlocked(count: number): Promise<void> {
    const end = Date.now() + 5000
    const wanted = new RegExp(`blocked_clients:${count}\\D`)
    while (!wanted.test(await ask('INFO', 'clients'))) {
      if (Date.now() > end) throw new Error(`not ${count} clients wait`)
    }
  }
})
