/*
 * Collections of tens of thousands of elements, grown and thinned out again beside a real redis-server: read as a
 * whole again and again, combined into others, and at the end dumped and restored both ways.
 */
import { beforeAll, test } from 'vitest'
import type { Request } from './streams/generate.ts'
import { Pair } from './streams/pair.ts'
import { Random } from './streams/random.ts'

const batch = 100
const growing = 180
const thinning = 260
const members = 24_000

let pair: Pair
beforeAll(async () => {
  pair = await Pair.start()
})

interface Course {
  /** Adds a batch of members, or elements, to a key. */
  add(key: string, random: Random): Request
  take(key: string, random: Random): Request
  /** Reads all there is, in different ways. */
  readonly reads: Request[]
  /** Makes other keys out of `a` and `b`. */
  readonly stores: Request[]
}

function member(random: Random): string {
  const n = random.integer(0, members - 1)
  return n % 4 === 0 ? String(n) : n % 101 === 1 ? `member:${n}`.padEnd(130, '.') : `member:${n}`
}

function some(item: () => string[]): string[] {
  return Array.from({ length: batch }, item).flat()
}

const courses: Record<string, Course> = {
  set: {
    add: (key, random) => ['SADD', key, ...some(() => [member(random)])],
    take: (key, random) => ['SREM', key, ...some(() => [member(random)])],
    reads: [
      ['SMEMBERS', 'a'],
      ['SCARD', 'a'],
      ['SINTERCARD', '2', 'a', 'b'],
      ['SDIFF', 'a', 'b'],
    ],
    stores: [
      ['SINTERSTORE', 'i', 'a', 'b'],
      ['SUNIONSTORE', 'u', 'a', 'b'],
      ['SDIFFSTORE', 'd', 'a', 'b'],
      ['SORT', 'a', 'ALPHA', 'STORE', 's'],
    ],
  },
  hash: {
    add: (key, random) => ['HSET', key, ...some(() => [member(random), 'v'.repeat(random.integer(0, 30))])],
    take: (key, random) => ['HDEL', key, ...some(() => [member(random)])],
    reads: [
      ['HGETALL', 'a'],
      ['HLEN', 'a'],
      ['HKEYS', 'b'],
    ],
    stores: [['COPY', 'a', 'c', 'REPLACE']],
  },
  zset: {
    add: (key, random) => ['ZADD', key, ...some(() => [String(random.integer(-900, 900)), member(random)])],
    take: (key, random) => {
      const from = random.integer(-900, 900)
      return random.pick([
        ['ZREM', key, ...some(() => [member(random)])],
        ['ZPOPMIN', key, '70'],
        ['ZPOPMAX', key],
        ['ZPOPMIN', key],
        ['ZPOPMAX', key, '90'],
        ['ZREMRANGEBYSCORE', key, String(from), String(from + 3)],
        ['ZREMRANGEBYRANK', key, '200', '290'],
      ])
    },
    reads: [
      ['ZRANGE', 'a', '0', '-1', 'WITHSCORES'],
      ['ZCOUNT', 'a', '-200', '200'],
      ['ZREVRANGE', 'b', '0', '-1'],
      ['ZRANK', 'a', 'member:777', 'WITHSCORE'],
      ['ZRANGE', 'a', '(-50', '50', 'BYSCORE', 'LIMIT', '100', '300'],
    ],
    stores: [
      ['ZUNIONSTORE', 'u', '2', 'a', 'b', 'WEIGHTS', '2', '3'],
      ['ZINTERSTORE', 'i', '2', 'a', 'b', 'AGGREGATE', 'MAX'],
      ['ZDIFFSTORE', 'd', '2', 'a', 'b'],
      ['ZRANGESTORE', 'r', 'a', '1000', '-1000'],
    ],
  },
  list: {
    add: (key, random) => [random.pick(['LPUSH', 'RPUSH', 'RPUSH']), key, ...some(() => [member(random)])],
    take: (key, random) =>
      random.pick([
        ['LPOP', key, '90'],
        ['RPOP', key, '60'],
        ['LREM', key, '-20', member(random)],
        ['LREM', key, '0', member(random)],
        ['LTRIM', key, '30', '-40'],
        ['LINSERT', key, 'BEFORE', member(random), member(random)],
        ['LSET', key, String(random.integer(-500, 500)), member(random)],
        ['LMOVE', key, 'b', 'LEFT', 'RIGHT'],
      ]),
    reads: [
      ['LRANGE', 'a', '0', '-1'],
      ['LPOS', 'a', 'member:777', 'COUNT', '0'],
      ['LINDEX', 'a', '-5000'],
    ],
    stores: [
      ['COPY', 'a', 'c', 'REPLACE'],
      ['SORT', 'a', 'ALPHA', 'LIMIT', '3000', '9000', 'STORE', 's'],
    ],
  },
}

test.each(Object.entries(courses))('a %s', async (kind, { add, take, reads, stores }) => {
  const random = new Random(kind.length * 1000 + 7)
  const stream: Request[] = []
  for (let turn = 0; turn < growing + thinning; turn++) {
    const key = random.chance(0.7) ? 'a' : 'b'
    stream.push(turn < growing || random.chance(0.1) ? add(key, random) : take(key, random))
    if (turn % 10 === 0) stream.push(reads[(turn / 10) % reads.length]!)
    if (turn === growing) stream.push(...stores)
  }
  await pair.expectSame(stream, 0)
})
