/*
 * Values of every type and encoding, made here and on a real redis-server, dumped, and restored on the other: the
 * digests must be the same on both, and so must the payloads' bytes where both keep a value the same way.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { plain, type Reply, show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'

const numbers = (count: number, of: (i: number) => string | number) =>
  Array.from({ length: count }, (_, i) => of(i))
const pairs = (count: number, of: (i: number) => (string | number)[]) =>
  Array.from({ length: count }, (_, i) => of(i)).flat()

type Request = (string | number)[]
type Made = { dump: Buffer; plain: Buffer; digest: string }
type Case = {
  name: string
  /** Makes `k`. */
  make: Request[]
  /** The payloads are the same bytes. */
  same: boolean
}

const noise = (i: number, length: number) =>
  Array.from({ length }, (_, j) => String.fromCharCode(33 + ((i * 7 + j * j * 31 + (j >> 3)) % 90))).join('')

const CASES: Case[] = [
  { name: 'a string', make: [['SET', 'k', 'value']], same: true },
  {
    name: 'a small list',
    make: [['RPUSH', 'k', 'a', '', 1, -1, 127, 128, -4097, 32768, '12345678901']],
    same: true,
  },
  {
    name: 'a list of 64-bit integers',
    make: [['RPUSH', 'k', '9223372036854775807', '-9223372036854775808']],
    same: true,
  },
  {
    name: 'a list that compresses',
    make: [['RPUSH', 'k', ...numbers(100, i => `element number ${i}`)]],
    same: true,
  },
  {
    name: 'a list of several nodes',
    make: [['RPUSH', 'k', ...numbers(3000, i => noise(i, 20))]],
    same: true,
  },
  {
    name: 'a list pushed at both ends',
    make: [
      ['RPUSH', 'k', ...numbers(900, i => noise(i, 30))],
      ['LPUSH', 'k', ...numbers(900, i => noise(i, 25))],
    ],
    same: true,
  },
  {
    name: 'a list with large elements',
    make: [['RPUSH', 'k', 'x'.repeat(9000), 'y'.repeat(70_000), 'z', noise(3, 100_000)]],
    same: true,
  },
  {
    name: 'a list with a hole',
    make: [
      ['RPUSH', 'k', ...numbers(2000, i => i)],
      ['LREM', 'k', 1, 500],
      ['LTRIM', 'k', 10, -20],
    ],
    same: true,
  },
  { name: 'an intset of 16 bits', make: [['SADD', 'k', ...numbers(100, i => i * 300 - 15000)]], same: true },
  { name: 'an intset of 32 bits', make: [['SADD', 'k', 5, -70000, 1]], same: true },
  {
    name: 'an intset of 64 bits',
    make: [['SADD', 'k', 5, '-9223372036854775808', '9223372036854775807']],
    same: true,
  },
  { name: 'a small set', make: [['SADD', 'k', 'a', 'b', 5, '']], same: false },
  { name: 'a set of many integers', make: [['SADD', 'k', ...numbers(2000, i => i * 3)]], same: false },
  { name: 'a large set', make: [['SADD', 'k', ...numbers(3000, i => noise(i, 20) + i)]], same: false },
  {
    name: 'a small sorted set',
    make: [['ZADD', 'k', 1, 'a', -2, 'b', 'inf', 'c', '-inf', 'd', 1, 'aa', '1e20', 'e']],
    same: true,
  },
  {
    name: 'a small sorted set with fractions',
    make: [['ZADD', 'k', 0.1, 'a', '-1e-300', 'b', 2.5, 'c']],
    same: false,
  },
  {
    name: 'a large sorted set',
    make: [['ZADD', 'k', ...pairs(2000, i => [(i * 7919) % 1000, noise(i, 10) + i])]],
    same: true,
  },
  {
    name: 'a sorted set with a long member',
    make: [['ZADD', 'k', 1.5, 'x'.repeat(65), '-0', 'zero', 3, '']],
    same: true,
  },
  { name: 'a small hash', make: [['HSET', 'k', 'f', 'v', 1, 2, 'empty', '', '', 'nameless']], same: true },
  {
    name: 'a large hash',
    make: [['HSET', 'k', ...pairs(1000, i => [`field ${i}`, noise(i, 30)])]],
    same: false,
  },
  { name: 'a hash with a long value', make: [['HSET', 'k', 'a', 'x'.repeat(65)]], same: true },
  {
    name: 'a value that expires',
    make: [
      ['RPUSH', 'k', 1],
      ['PEXPIREAT', 'k', 4102444800000],
    ],
    same: true,
  },
]

describe('DUMP and RESTORE', () => {
  let redis: RawClient
  let holdfast: RawClient
  const processes: ServerProcess[] = []

  beforeAll(async () => {
    processes.push(...(await Promise.all([startRedis(), startHoldfast()])))
    redis = await processes[0]!.connect()
    holdfast = await processes[1]!.connect()
  })

  afterAll(() => {
    redis.close()
    holdfast.close()
  })

  /** `plain` is the payload without compression, whose outcome in Redis depends on what was compressed before. */
  async function made(client: RawClient, requests: Request[]): Promise<Made> {
    await client.send('FLUSHALL')
    for (const request of requests) expect(show(await client.send(...request))).not.toMatch(/^-/)
    const [dump, digest, , plain] = await client.pipeline([
      ['DUMP', 'k'],
      ['DEBUG', 'DIGEST-VALUE', 'k'],
      ['CONFIG', 'SET', 'rdbcompression', 'no'],
      ['DUMP', 'k'],
      ['CONFIG', 'SET', 'rdbcompression', 'yes'],
    ])
    return { dump: bytes(dump!), plain: bytes(plain!), digest: show(digest!) }
  }

  it.each(CASES)('$name', async ({ make, same }) => {
    const theirs = await made(redis, make)
    const ours = await made(holdfast, make)
    expect(ours.digest).toBe(theirs.digest)
    if (same) expect(ours.plain.toString('hex')).toBe(theirs.plain.toString('hex'))
    for (const [client, dump] of [
      [redis, ours.dump],
      [holdfast, theirs.dump],
      [holdfast, ours.dump],
    ] as const) {
      const expires = make.at(-1)![0] === 'PEXPIREAT' ? 4102444800000 : 0
      const [restored, digest, again] = await client.pipeline([
        ['RESTORE', 'r', expires, dump, 'REPLACE', 'ABSTTL'],
        ['DEBUG', 'DIGEST-VALUE', 'r'],
        ['DUMP', 'r'],
      ])
      expect([show(restored!), show(digest!)]).toEqual(['+OK', theirs.digest])
      if (client === holdfast)
        expect(show(await redis.send('RESTORE', 'again', 0, bytes(again!), 'REPLACE'))).toBe('+OK')
    }
    expect(show(await holdfast.send('COPY', 'k', 'copied'))).toBe(':1')
    const [encoding, copiedEncoding, copied, copy] = await holdfast.pipeline([
      ['OBJECT', 'ENCODING', 'k'],
      ['OBJECT', 'ENCODING', 'copied'],
      ['DEBUG', 'DIGEST-VALUE', 'copied'],
      ['DUMP', 'copied'],
    ])
    expect([show(copied!), show(copiedEncoding!)]).toEqual([theirs.digest, show(encoding!)])
    if (same) expect(bytes(copy!)).toEqual(ours.dump)
  })

  it("shows in ZSCAN a small sorted set's scores as they came", async () => {
    const scores = ['0.1', '-1e-7', '2.5', '3', '-0', '1e300', '9007199254740993', '-inf', 'inf']
    const { dump } = await made(redis, [['ZADD', 'k', ...scores.flatMap(score => [score, `m${score}`])]])
    expect(show(await holdfast.send('RESTORE', 'k', 0, dump, 'REPLACE'))).toBe('+OK')
    expect(show(await holdfast.send('ZSCAN', 'k', 0))).toBe(show(await redis.send('ZSCAN', 'k', 0)))
    // Written here, a score has no more digits than it needs.
    const rest = ['m0.1', 'm-1e-7', 'm1e300', 'minf', 'm-inf', 'm9007199254740993']
    const replies = await holdfast.pipeline([
      ['ZINCRBY', 'k', '0.2', 'm2.5'],
      ['ZREM', 'k', ...rest],
      ['ZSCAN', 'k', 0],
    ])
    expect(plain(replies[2]!)).toEqual(['0', ['m-0', '0', 'm2.5', '2.7', 'm3', '3']])
  })

  it('refuses what is damaged, and changes nothing', async () => {
    const { dump } = await made(holdfast, [['RPUSH', 'k', 'a', 'b']])
    for (const client of [redis, holdfast]) {
      await client.send('DEL', 'k')
      await client.send('SET', 'kept', 1)
      const broken = Buffer.from(dump)
      broken[3]! ^= 1
      const wrong = /^-ERR DUMP payload version or checksum are wrong$/
      expect(show(await client.send('RESTORE', 'kept', 0, broken, 'REPLACE'))).toMatch(wrong)
      expect(show(await client.send('RESTORE', 'kept', 0, dump))).toMatch(/^-BUSYKEY/)
      expect(show(await client.send('GET', 'kept'))).toBe('$1')
    }
  })

  it('DEBUG OBJECT tells the same encoding, nodes and length of short values', async () => {
    const short = CASES.filter(({ make, same }) => same && JSON.stringify(make).length < 200)
    expect(short.length).toBeGreaterThan(6)
    for (const { make } of [...short, CASES.find(({ name }) => name === 'a list of several nodes')!]) {
      await made(redis, make)
      await made(holdfast, make)
      const told = async (client: RawClient) => {
        const line = show(await client.send('DEBUG', 'OBJECT', 'k'))
        const [, length, nodes = ''] = /serializedlength:(\d+).*?( ql_nodes.*)?$/.exec(line)!
        return { length, nodes }
      }
      const [theirs, ours] = [await told(redis), await told(holdfast)]
      if (ours.nodes === '') expect(ours.length).toBe(theirs.length)
      else expect(ours.nodes).toBe(theirs.nodes)
    }
  })
})

function bytes(reply: Reply): Buffer {
  if (reply.kind !== 'bulk') throw new Error(`no payload: ${show(reply)}`)
  return Buffer.from(reply.text, 'latin1')
}
