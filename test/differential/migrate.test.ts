/*
 * MIGRATE from Holdfast and from a real redis-server to a real redis-server with a password: the same replies to
 * both, and the same keys at both ends.
 */
import { expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { startHoldfast, startRedis } from '../support/servers.ts'

/** `T` stands for the target's address; a line with `T>` asks the target. */
const CONVERSATION = `
  FLUSHALL
  T> SELECT 0
  T> FLUSHALL
  MSET a 1 b 2 c 3 e 5
  RPUSH l 1 2 3
  HSET h f v
  ZADD z 1.5 m
  SADD s 1 x
  SET t x PX 100000
  CONFIG RESETSTAT
  MIGRATE T a 0 1000
  MIGRATE T nokey 0 1000
  MIGRATE T a 0 1000 AUTH bad
  MIGRATE T a 0 1000 AUTH sec
  T> GET a
  GET a
  MIGRATE T "" 3 1000 COPY AUTH2 default sec KEYS b c nokey l t h z s
  DBSIZE
  T> SELECT 3
  T> TTL t
  T> LRANGE l 0 -1
  T> ZRANGE z 0 -1 WITHSCORES
  T> DBSIZE
  MIGRATE T "" 3 1000 AUTH sec KEYS b e c
  DBSIZE
  T> GET e
  MIGRATE T "" 3 1000 REPLACE AUTH sec KEYS b c l t h z s
  DBSIZE
  MIGRATE T x 3 1000 KEYS b c
  MIGRATE T "" 3 1000 KEYS
  MIGRATE T "" 3 1000
  MIGRATE T b 3 1000 AUTH
  MIGRATE T b 3 1000 AUTH2 x
  MIGRATE T b 3 1000 FOO
  MIGRATE T b x 1000
  MIGRATE T b 3 x
  MIGRATE 127.0.0.1 xx b 3 10
  SET b 1
  MIGRATE 127.0.0.1 1 b 3 100
  MIGRATE 127.0.0.1 xx b 3 100
  MIGRATE T b 99 1000 AUTH sec
  MIGRATE T b -1 1000 AUTH sec
  MIGRATE T b 3 -5 AUTH sec
  MIGRATE T "" 3 1000 KEYS b KEYS
  T> DEL b
  MIGRATE T b 3 1000
  EXISTS b
  CLIENT REPLY SKIP
  MIGRATE T b 3 1000
  COMMAND GETKEYS MIGRATE h 1 "" 0 10 keys a b
  COMMAND GETKEYS MIGRATE h 1 a 0 10
  COMMAND GETKEYSANDFLAGS MIGRATE h 1 a 0 10
  COMMAND GETKEYS MIGRATE h 1 "" 0 10
  COMMAND GETKEYS MIGRATE h 1 "" 0 10 auth keys
`

async function hold(source: RawClient, target: RawClient, port: number): Promise<string[]> {
  const heard: string[] = []
  for (const line of CONVERSATION.trim().split('\n')) {
    const [, toTarget, request] = /^\s*(T> )?(.*)$/.exec(line) as unknown as [string, string?, string?]
    const words = request!.replace('MIGRATE T ', `MIGRATE 127.0.0.1 ${port} `).split(' ')
    const argv = words.map(word => (word === '""' ? '' : word))
    const client = toTarget === undefined ? source : target
    if (argv[0] === 'CLIENT') client.write('CLIENT REPLY SKIP\r\n')
    else if (heard.at(-1) === 'CLIENT REPLY SKIP') client.write(`${argv.join(' ')}\r\n`)
    else heard.push(`${line.trim()}\n${show(await client.send(...argv))}`)
    if (argv[0] === 'CLIENT') heard.push('CLIENT REPLY SKIP')
  }
  const stats = show(await source.send('INFO', 'everything'))
  for (const name of ['cmdstat_migrate', 'errorstat_\\w+', 'migrate_cached_sockets']) {
    for (const [found] of stats.matchAll(new RegExp(`^${name}:.*`, 'gm'))) {
      heard.push(found.trim().replace(/usec.*?,usec_per_call=.*?,/, ''))
    }
  }
  return heard
}

test('the same replies and the same keys', async () => {
  const [ours, theirs, at] = await Promise.all([
    startHoldfast(),
    startRedis(),
    startRedis({ args: ['--requirepass', 'sec'] }),
  ])
  const target = await at.connect()
  await target.send('AUTH', 'sec')
  const a = await hold(await theirs.connect(), target, at.port)
  const b = await hold(await ours.connect(), target, at.port)
  expect(b).toEqual(a)
})
