/*
 * What tools read: every field of INFO, CLIENT LIST, MEMORY STATS and CONFIG GET that a real redis-server has is
 * here, with a value of the same kind, and moves when something happens that it tells of (info-fields.ts).
 */
import { beforeAll, expect, test } from 'vitest'
import { encodeRequest, type RawClient } from '../support/raw-client.ts'
import { plain, show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { BY_ITSELF, CONSTANT, LATER_FIELDS, OTHER_KIND, SELDOM_SEEN } from './info-fields.ts'

let server: ServerProcess
let real: ServerProcess
let theirs: RawClient
let ours: RawClient
beforeAll(async () => {
  ;[real, server] = await Promise.all([startRedis(), startHoldfast()])
  ;[theirs, ours] = await Promise.all([real.connect(), server.connect()])
})

type Facts = Map<string, string>

async function info(client: RawClient, ...sections: string[]): Promise<Facts> {
  const text = plain(await client.send('INFO', ...sections)) as string
  const lines = text.split('\r\n').filter(line => line.includes(':'))
  return new Map(lines.map(line => line.split(/:(.*)/).slice(0, 2) as [string, string]))
}

const PER_NAME = /^(cmdstat|errorstat|latency_percentiles_usec|listener|db\d|slave\d)/

/** `integer`, `decimal`, `percent`, `size` or `text`. */
function kindOf(value: string): string {
  if (/^-?\d+$/.test(value)) return 'integer'
  if (/^-?\d+\.\d+$/.test(value)) return `decimal ${value.split('.')[1]!.length}`
  if (/^-?\d+\.\d+%$/.test(value)) return 'percent'
  if (/^\d+(\.\d+[KMGT]|B|\.\d+B)$/.test(value)) return 'size'
  return value === '' ? 'empty' : 'text'
}

test('INFO has every field of Redis 7.0, with a value of its kind, and those added since', async () => {
  // A save each, so that its fields tell of one.
  for (const client of [theirs, ours]) await client.send('SAVE')
  const a = await info(theirs, 'everything')
  const b = await info(ours, 'everything')
  const names = [...a.keys()].filter(name => !PER_NAME.test(name))
  expect(names.filter(name => !b.has(name))).toEqual([])
  expect(LATER_FIELDS.filter(name => !b.has(name))).toEqual([])
  const kinds = (facts: Facts) =>
    Object.fromEntries(
      names.filter(name => !(name in OTHER_KIND)).map(name => [name, kindOf(facts.get(name)!)]),
    )
  expect(kinds(b)).toEqual(kinds(a))
})

test('CLIENT LIST and CLIENT INFO, MEMORY STATS, CONFIG GET have every field of Redis 7.0', async () => {
  const fields = async (client: RawClient) =>
    show(await client.send('CLIENT', 'INFO')).match(/(?<= |^\$)[\w-]+(?==)/g) as string[]
  const [a, b] = [await fields(theirs), await fields(ours)]
  const added = 'watch lib-name lib-ver tot-net-in tot-net-out tot-cmds'.split(' ')
  expect(b.filter(name => !added.includes(name))).toEqual(a)
  expect(added.filter(name => !b.includes(name))).toEqual([])
  for (const request of [
    ['MEMORY', 'STATS'],
    ['CONFIG', 'GET', '*'],
  ]) {
    const namesOf = async (client: RawClient) =>
      (plain(await client.send(...request)) as unknown[]).filter((_, i) => i % 2 === 0)
    const known = await namesOf(ours)
    expect((await namesOf(theirs)).filter(name => !known.includes(name))).toEqual([])
  }
})

/** Each is something that happens to a server, and ends when its fields tell of it. */
const EVENTS: (() => Promise<void>)[] = [
  async function commands() {
    await ours.pipeline([
      ['SET', 'k', 'v'],
      ['GET', 'k'],
      ['GET', 'nokey'],
      ['LPUSH', 'k', 'x'],
      ['NOSUCH'],
      ['RPUSH', 'list', ...Array.from({ length: 3000 }, (_, i) => `element ${i}`)],
      ['UNLINK', 'list'],
      ['HSET', 'h', 'f', 'v'],
      ['HPEXPIRE', 'h', 1, 'FIELDS', 1, 'f'],
      ['SET', 'gone', 'x', 'PX', 1],
      ['CONFIG', 'SET', 'sanitize-dump-payload', 'yes'],
      ['SADD', 's', 'a'],
    ])
    const payload = Buffer.from(plain(await ours.send('DUMP', 's')) as string, 'latin1')
    await ours.send('RESTORE', 's', 0, payload, 'REPLACE')
    await until('expired_keys', '1')
    await until('expired_subkeys', '1')
    await until('lazyfree_pending_objects', '0')
  },
  async function connections() {
    const [watcher, subscriber, waiter] = await Promise.all([
      server.connect(),
      server.connect(),
      server.connect(),
    ])
    await watcher.send('WATCH', 'k')
    await subscriber.send('SUBSCRIBE', 'c')
    await subscriber.send('PSUBSCRIBE', 'c*')
    await subscriber.send('SSUBSCRIBE', 'c')
    waiter.write(encodeRequest(['BLPOP', 'nolist', '100']))
    await until('blocked_clients', '1')
    for (const client of [watcher, subscriber, waiter]) client.close()
    await ours.send('AUTH', 'nobody', 'wrong')
    await ours.send('MIGRATE', '127.0.0.1', real.port, 'k', 0, 1000, 'COPY', 'REPLACE')
  },
  async function limits() {
    await ours.send('CONFIG', 'SET', 'maxclients', 1)
    const refused = await server.connect()
    await refused.untilClosed()
    await ours.send('CONFIG', 'SET', 'maxclients', 10000)
    await ours.send('CONFIG', 'SET', 'client-query-buffer-limit', '1mb')
    const talker = await server.connect()
    talker.write(`*2\r\n$3\r\nGET\r\n$4000000\r\n${'x'.repeat(2_000_000)}`)
    await until('client_query_buffer_limit_disconnections', '1')
    await ours.send('SET', 'big', 'x'.repeat(1_000_000))
    await ours.send('CONFIG', 'SET', 'client-output-buffer-limit', 'normal 1mb 0 0')
    const deaf = await server.connect()
    deaf.stopReading()
    deaf.write(Buffer.concat(Array.from({ length: 30 }, () => encodeRequest(['GET', 'big']))))
    await until('client_output_buffer_limit_disconnections', '1')
    await ours.send('CONFIG', 'SET', 'client-output-buffer-limit', 'normal 0 0 0')
  },
  async function memory() {
    await ours.send('CONFIG', 'SET', 'maxmemory', 1)
    await ours.send('SET', 'more', 'x')
    await until('current_eviction_exceeded_time', /[1-9]/)
    await ours.send('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-random')
    await ours.send('SET', 'more', 'x')
    await until('evicted_keys', /[1-9]/)
    await ours.send('CONFIG', 'SET', 'maxmemory', 0)
    await ours.send('DEBUG', 'POPULATE', 100_000)
    await ours.send('FLUSHALL')
    await look()
    await ours.send('SET', 'k', 'v', 'EX', 1000)
  },
  async function saving() {
    await ours.send('BGSAVE')
    await until('rdb_saves', '2')
    await ours.send('CONFIG', 'SET', 'appendonly', 'yes')
    await until('aof_rewrites', '1')
    await until('aof_base_size', /[1-9]/)
    await ours.send('SET', 'k', 'v')
    await ours.send('DEBUG', 'RELOAD')
  },
  async function replication() {
    const replica = await server.connect()
    replica.collect()
    replica.write('PSYNC ? -1\r\n')
    await until('connected_slaves', '1')
    await until('sync_full', '1')
    const { master_replid: id, master_repl_offset: offset } = Object.fromEntries(
      await info(ours, 'replication'),
    )
    const [second, third] = await Promise.all([server.connect(), server.connect()])
    for (const each of [second, third]) each.collect()
    second.write(`PSYNC ${id} ${Number(offset) + 1}\r\n`)
    third.write(`PSYNC ${'0'.repeat(40)} 1\r\n`)
    await until('sync_partial_ok', '1')
    await until('sync_partial_err', '1')
    await ours.send('SET', 'k', 'v')
    await until('total_net_repl_output_bytes', /[1-9]/)
    for (const client of [replica, second, third]) client.close()
  },
]

/** Numbers of which more than one value was seen. */
const moved = new Set<string>()
let last: Facts = new Map()

async function look(): Promise<Facts> {
  const facts = new Map([...(await info(ours, 'everything')), ...(await info(ours, 'debug'))])
  for (const [name, value] of facts) if (last.has(name) && last.get(name) !== value) moved.add(name)
  last = facts
  return facts
}

/** Looks until a field has the value. */
async function until(name: string, wanted: string | RegExp): Promise<void> {
  const end = Date.now() + 10_000
  for (;;) {
    const value = (await look()).get(name) ?? ''
    if (typeof wanted === 'string' ? value === wanted : wanted.test(value)) return
    if (Date.now() > end) throw new Error(`${name} is still ${value}`)
  }
}

test('every number of INFO moves when it should', async () => {
  await look()
  for (const happen of EVENTS) {
    await happen()
    await look()
  }
  const numbers = [...last].filter(([name, value]) => {
    return /^-?[\d.]+%?$/.test(value) && !PER_NAME.test(name) && !/_version$|_human$|_replid2?$/.test(name)
  })
  const still = numbers.map(([name]) => name).filter(name => !moved.has(name))
  const excused = [...Object.keys(CONSTANT), ...BY_ITSELF, ...SELDOM_SEEN]
  expect(still.filter(name => !excused.includes(name))).toEqual([])
  expect(Object.keys(CONSTANT).filter(name => moved.has(name))).toEqual([])
})

test("INFO memory's parts add up, on a server with data", async () => {
  await ours.send('CONFIG', 'SET', 'appendonly', 'no')
  await ours.send('FLUSHALL')
  await ours.send('DEBUG', 'POPULATE', 20_000, 'key', 100)
  const m = Object.fromEntries(
    [...(await info(ours, 'memory'))].map(([name, value]) => [name, Number.parseFloat(value)]),
  )
  const of = (name: string): number => m[name] as number
  expect(of('used_memory_overhead') + of('used_memory_dataset')).toBe(of('used_memory'))
  expect(of('used_memory_overhead')).toBeGreaterThan(of('used_memory_startup'))
  expect(of('used_memory_startup')).toBeGreaterThan(0)
  expect(of('used_memory_dataset')).toBeGreaterThan(20_000 * 100)
  expect(of('used_memory_peak')).toBeGreaterThanOrEqual(of('used_memory'))
  expect(of('mem_fragmentation_bytes')).toBe(of('used_memory_rss') - of('mem_runtime') - of('used_memory'))
  expect(of('mem_fragmentation_ratio')).toBeGreaterThanOrEqual(1)
  expect(of('mem_fragmentation_ratio')).toBeLessThan(1.6)
  expect(of('allocator_rss_bytes')).toBe(of('allocator_resident') - of('allocator_active'))
  expect(of('allocator_frag_bytes')).toBe(of('allocator_active') - of('allocator_allocated'))
  expect(of('rss_overhead_bytes')).toBe(of('used_memory_rss') - of('allocator_resident'))
  const buffers = of('mem_replication_backlog') + of('mem_clients_slaves') + of('mem_aof_buffer')
  const tables = of('used_memory_overhead') - of('used_memory_startup') - of('mem_clients_normal') - buffers
  const stats = plain(await ours.send('MEMORY', 'STATS')) as unknown[]
  const db0 = stats[stats.indexOf('db.0') + 1] as unknown[]
  expect(tables).toBe(stats[stats.indexOf('overhead.db.hashtable.lut') + 1])
  expect(db0[1]).toBeGreaterThan(0)
  expect(stats[stats.indexOf('startup.allocated') + 1]).toBe(of('used_memory_startup'))
})

test('what used_memory tells is what maxmemory is held against', async () => {
  const limit = Number((await info(ours, 'memory')).get('used_memory')) + 1_000_000
  await ours.send('CONFIG', 'SET', 'maxmemory', limit)
  await ours.send('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
  await ours.pipeline(Array.from({ length: 5000 }, (_, i) => ['SET', `more:${i}`, 'x'.repeat(1000)]))
  const facts = await info(ours, 'memory')
  const of = (name: string) => Number(facts.get(name))
  expect(of('used_memory') - of('mem_not_counted_for_evict')).toBeLessThanOrEqual(limit)
  const buffers = of('mem_clients_normal') + of('mem_clients_slaves')
  expect(of('used_memory') - buffers).toBeLessThanOrEqual(limit)
  await ours.send('CONFIG', 'SET', 'maxmemory', 0)
})
