/*
 * Full sync of collections of every type, small and big, while they change: each pairing of ours with ours and with
 * a real redis-server.
 */
import { describe, expect, test } from 'vitest'
import { counter, follow, info, type Kind, linked, same, serversOfEachTest } from './replication-fixture.ts'
import { host, type Node, until } from './sentinel-fixture.ts'

const MEMBERS = 30_000
const SMALL = 3000

const servers = serversOfEachTest()
const start = (kind: Kind, port: number, ...options: string[]) => servers().start(kind, port, ...options)

/** A big collection of each type, and thousands of small ones in two databases. */
async function fill(node: Node): Promise<void> {
  for (let from = 0; from < MEMBERS; from += 1000) {
    const pipeline = node.client.pipeline()
    const numbers = Array.from({ length: 1000 }, (_, i) => from + i)
    pipeline.rpush('list', ...numbers.map(n => `element ${n} ${'x'.repeat(n % 50)}`))
    pipeline.sadd('set', ...numbers.map(n => `member ${n} ${'y'.repeat(n % 50)}`))
    pipeline.sadd('integers', ...numbers.map(n => n * 3))
    pipeline.hset('hash', ...numbers.flatMap(n => [`field ${n}`, `value ${n} ${'z'.repeat(n % 40)}`]))
    pipeline.zadd('zset', ...numbers.flatMap(n => [((n * 7919) % 10_007) / 8, `scored ${n}`]))
    await pipeline.exec()
  }
  await node.ask('SET', 'string', 's'.repeat(3_000_000))
  await node.ask('RPUSH', 'long', 'l'.repeat(200_000), 'm'.repeat(20_000), 'short')
  await node.ask('PEXPIREAT', 'hash', 4102444800000)
  const pipeline = node.client.pipeline()
  for (let i = 0; i < SMALL; i++) {
    pipeline.select(i % 2 === 0 ? 0 : 5)
    pipeline.rpush(`l:${i}`, i, 'two', '')
    pipeline.sadd(`s:${i}`, i, 'two')
    pipeline.sadd(`i:${i}`, i, i * 1000)
    pipeline.hset(`h:${i}`, 'f', i, 'g', 'two')
    pipeline.zadd(`z:${i}`, i, 'a', 1.5, 'b', Infinity, 'c')
  }
  pipeline.select(0)
  await pipeline.exec()
}

/** Changes to big and small collections, without end until told to stop. */
class Changing {
  rounds = 0
  private wanted = true
  private readonly running: Promise<void>

  constructor(node: Node) {
    this.running = this.run(node)
  }

  private async run(node: Node): Promise<void> {
    for (let n = 0; this.wanted; n = (n + 37) % MEMBERS) {
      const pipeline = node.client.pipeline()
      pipeline
        .lpush('list', n)
        .rpop('list')
        .lset('list', n >> 1, 'changed')
        .lrem('list', 1, n)
      pipeline
        .sadd('set', n)
        .srem('set', `member ${n}`)
        .spop('set')
        .smove('integers', 'set', n * 3)
      pipeline
        .hset('hash', `field ${n}`, 'changed')
        .hdel('hash', `field ${n + 1}`)
        .hincrby('hash', 'count', n)
      pipeline
        .zadd('zset', n, `scored ${n}`)
        .zincrby('zset', 0.5, `scored ${n + 5}`)
        .zpopmin('zset', 2)
      pipeline.append('string', 'more').setrange('string', n, 'here')
      const i = n % SMALL
      pipeline.rpush(`l:${i}`, n).sadd(`s:${i}`, n).hset(`h:${i}`, n, n).zadd(`z:${i}`, n, n).del(`i:${i}`)
      if (n % 50 === 0) pipeline.copy('zset', `copy${n % 3}`, 'REPLACE').sunionstore('union', 'set', `s:${i}`)
      await pipeline.exec()
      this.rounds++
    }
  }

  async stop(): Promise<void> {
    this.wanted = false
    await this.running
  }
}

const pairings: [Kind, Kind][] = [
  ['holdfast', 'redis'],
  ['redis', 'holdfast'],
  ['holdfast', 'holdfast'],
]

describe.each(pairings)('%s with %s as its replica', (first, second) => {
  test('collections that change while they are synced arrive as they are', async () => {
    const primary = await start(first, 7750)
    const replica = await start(second, 7751)
    await fill(primary)
    await replica.ask('RPUSH', 'of its own', 'goes')
    const changing = new Changing(primary)
    await until(
      'changes began',
      async () => changing.rounds,
      rounds => rounds > 3,
      20_000,
    )
    await follow(replica, primary)
    const synced = changing.rounds
    await until(
      'changes go on',
      async () => changing.rounds,
      rounds => rounds > synced + 20,
      20_000,
    )
    await changing.stop()
    await same(primary, replica)
    expect(await counter(primary, 'sync_full')).toBe(1)
    expect(await replica.ask('EXISTS', 'of its own')).toBe(0)
    for (const key of ['list', 'set', 'hash', 'zset']) {
      const length = { list: 'LLEN', set: 'SCARD', hash: 'HLEN', zset: 'ZCARD' }[key]!
      expect(await replica.ask(length, key)).toBe(await primary.ask(length, key))
    }
  })
})

test('fields that expire go to a replica of ours, with their times', async () => {
  const primary = await start('holdfast', 7750)
  const replica = await start('holdfast', 7751)
  const pairs = Array.from({ length: 2000 }, (_, i) => [`f${i}`, `v${i}`]).flat()
  for (const key of ['large', 'small']) {
    await primary.ask('HSET', key, ...(key === 'large' ? pairs : pairs.slice(0, 20)))
    await primary.ask('HPEXPIREAT', key, 4102444800000, 'FIELDS', 3, 'f1', 'f5', 'f7')
    await primary.ask('HPEXPIREAT', key, 4102444800777, 'FIELDS', 1, 'f2')
    await primary.ask('HPEXPIRE', key, 900, 'FIELDS', 1, 'f3')
  }
  await follow(replica, primary)
  await same(primary, replica)
  const times = ['FIELDS', 5, 'f0', 'f1', 'f2', 'f7', 'none'] as const
  for (const key of ['large', 'small']) {
    const expected = [-1, 4102444800000, 4102444800777, 4102444800000, -2]
    expect(await replica.ask('HPEXPIRETIME', key, ...times)).toEqual(expected)
    await until(
      'the field expires',
      () => replica.ask('HEXISTS', key, 'f3'),
      there => there === 0,
      5000,
    )
  }
  const deleted = () => counter(primary, 'expired_subkeys')
  await until('the primary deletes the fields', deleted, count => count === 2, 5000)
  expect(await counter(replica, 'expired_subkeys')).toBe(0)
  await primary.ask('HPERSIST', 'large', 'FIELDS', 1, 'f1')
  await same(primary, replica)
  // Such a payload is of the version that Redis 7.4 brought.
  const payload = (await primary.client.dumpBuffer('small'))!
  expect(payload.readUInt16LE(payload.length - 10)).toBe(12)
  await linked(replica)
  expect(await info(replica, 'master_host')).toBe(host)
})
