/*
 * At which request exactly a value changes its encoding: for hashes, sorted sets and intsets beside a real
 * redis-server under many thresholds; for lists and small sets, which 7.0 does not have as listpacks, from a
 * table of what 7.2 does.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { type Case, lists, sets } from './encoding-table.ts'
import type { Request } from './streams/generate.ts'

let theirs: RawClient
let ours: RawClient
beforeAll(async () => {
  const [redis, holdfast] = await Promise.all<ServerProcess>([startRedis(), startHoldfast()])
  ;[theirs, ours] = await Promise.all([redis.connect(), holdfast.connect()])
})

/** The encoding of `k` after each step. */
async function encodings(
  client: RawClient,
  settings: Record<string, string | number>,
  steps: readonly Request[],
): Promise<string[]> {
  const requests: Request[] = [['FLUSHALL']]
  for (const [name, value] of Object.entries(settings)) requests.push(['CONFIG', 'SET', name, String(value)])
  const before = requests.length
  for (const step of steps) requests.push(step, ['OBJECT', 'ENCODING', 'k'])
  const replies = await client.pipeline(requests)
  return replies.slice(before).map(show)
}

async function same(settings: Record<string, string | number>, steps: readonly Request[]): Promise<void> {
  const [a, b] = await Promise.all([encodings(theirs, settings, steps), encodings(ours, settings, steps)])
  expect(b).toEqual(a)
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at)
const text = (length: number) => 'x'.repeat(length)
const entryLimits = [0, 1, 2, 7, 128]
const valueLimits = [0, 1, 20, 64, 300]

describe('hashes', () => {
  const settings = (entries: number, value: number) => ({
    'hash-max-listpack-entries': entries,
    'hash-max-listpack-value': value,
  })

  test.each(entryLimits)('at most %i entries', async limit => {
    const fields = range(limit + 2).map(at => `f${at}`)
    const forms: Request[][] = [
      fields.map(field => ['HSET', 'k', field, 'v']),
      fields.map(field => ['HSETNX', 'k', field, 'v']),
      fields.map(field => ['HINCRBY', 'k', field, '1']),
      fields.map(field => ['HINCRBYFLOAT', 'k', field, '1.5']),
      [['HSET', 'k', ...fields.slice(0, limit).flatMap(field => [field, 'v'])]].filter(() => limit > 0),
      [['HSET', 'k', ...fields.flatMap(field => [field, 'v'])]],
    ]
    for (const steps of forms) {
      // Written again, and shortened: nothing changes back.
      await same(settings(limit, 64), [...steps, ['HSET', 'k', 'f0', 'w'], ['HDEL', 'k', 'f0', 'f1']])
    }
  })

  test.each(valueLimits)('at most %i bytes', async limit => {
    for (const length of [limit - 1, limit, limit + 1].filter(length => length >= 0)) {
      await same(settings(128, limit), [['HSET', 'k', '', text(length)]])
      await same(settings(128, limit), [['HSET', 'k', text(length), '']])
      await same(settings(128, limit), [['HSETNX', 'k', text(length), '']])
      await same(settings(128, limit), [['HMSET', 'k', 'a', 'b', 'c', text(length)]])
      await same(settings(128, limit), [
        ['HSET', 'k', '', ''],
        ['HSET', 'k', '', text(length)],
        ['HSET', 'k', '', ''],
        ['COPY', 'k', 'j'],
        ['RENAME', 'j', 'k'],
      ])
    }
    await same(settings(128, limit), [['HINCRBY', 'k', '', '9223372036854775807']])
    await same(settings(128, limit), [['HINCRBYFLOAT', 'k', '', '-123456789012.25']])
  })
})

describe('sorted sets', () => {
  const settings = (entries: number, value: number) => ({
    'zset-max-listpack-entries': entries,
    'zset-max-listpack-value': value,
  })

  test.each(entryLimits)('at most %i entries', async limit => {
    const pairs = range(limit + 2).map(at => [String(at / 2), `m${at}`])
    const all: Request = ['ZADD', 'j', ...pairs.flat()]
    const forms: Request[][] = [
      pairs.map(pair => ['ZADD', 'k', ...pair]),
      pairs.map(([score, member]) => ['ZINCRBY', 'k', score!, member!]),
      [['ZADD', 'k', ...pairs.flat()]],
      [all, ...range(limit + 2).map(at => ['ZRANGESTORE', 'k', 'j', '0', String(at)])],
      [all, ...range(limit + 2).map(at => ['ZRANGESTORE', 'k', 'j', '-inf', String(at / 2), 'BYSCORE'])],
      [
        all,
        ...pairs
          .map(([, member]) => ['ZREM', 'j', member!])
          .flatMap(rem => [['ZUNIONSTORE', 'k', '1', 'j'], rem]),
      ],
      [all, ['ZINTERSTORE', 'k', '2', 'j', 'j'], ['ZDIFFSTORE', 'k', '2', 'j', 'nosuch']],
    ]
    for (const steps of forms) {
      await same(settings(limit, 64), [...steps, ['ZADD', 'k', '-1', 'm0'], ['ZPOPMIN', 'k', '2']])
    }
  })

  test.each(valueLimits)('at most %i bytes', async limit => {
    for (const length of [limit - 1, limit, limit + 1].filter(length => length >= 0)) {
      await same(settings(128, limit), [['ZADD', 'k', '1', text(length)]])
      await same(settings(128, limit), [['ZINCRBY', 'k', '1', text(length)]])
      await same(settings(128, limit), [
        ['ZADD', 'k', '1', '', '2', 'a'],
        ['ZADD', 'k', '1', text(length)],
        ['ZREM', 'k', text(length)],
      ])
      await same(settings(128, limit), [
        ['SADD', 'j', text(length), '1'],
        ['ZUNIONSTORE', 'k', '1', 'j'],
        ['ZRANGESTORE', 'k', 'k', '0', '-1'],
        ['SORT', 'j', 'ALPHA', 'STORE', 'l'],
      ])
    }
  })
})

describe('intsets', () => {
  /** Once it is none any more, it is a listpack or a table in 7.2 and always a table in 7.0. */
  const intsetOrNot = (shown: readonly string[]) =>
    shown.map(encoding => (/^\$(listpack|hashtable)$/.test(encoding) ? 'no intset' : encoding))

  test.each([0, 1, 2, 7, 512])('at most %i entries', async limit => {
    const settings = { 'set-max-intset-entries': limit }
    const numbers = range(limit + 2).map(at => String(at * 3 - limit))
    const forms: Request[][] = [
      numbers.map(number => ['SADD', 'k', number]),
      [['SADD', 'k', ...numbers]],
      [['SADD', 'k', ...numbers.slice(0, limit)]].filter(() => limit > 0),
      [['SADD', 'j', ...numbers], ...numbers.map(number => ['SMOVE', 'j', 'k', number])],
      ...['9223372036854775807', '-9223372036854775808', '9223372036854775808', '01', '-0', '1.0', ''].map(
        edge => [
          ['SADD', 'k', '1'],
          ['SADD', 'k', edge],
          ['SREM', 'k', edge],
        ],
      ),
    ]
    for (const steps of forms) {
      const [a, b] = await Promise.all([encodings(theirs, settings, steps), encodings(ours, settings, steps)])
      expect(intsetOrNot(b)).toEqual(intsetOrNot(a))
    }
  })
})

describe.each([
  ['lists', lists],
  ['small sets', sets],
])('%s', (_, cases: Case[]) => {
  test.each(cases.map(one => [one.what, one] as const))('%s', async (_, { settings, steps, expected }) => {
    const shown = await encodings(ours, settings, steps)
    expect(shown.filter((_, at) => at % 2 === 1)).toEqual(expected.map(encoding => `$${encoding}`))
  })
})
