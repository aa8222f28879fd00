// Sorted sets against a Map that is sorted on demand, with thresholds so small that both encodings are met;
// every
// operation that commands use, and nothing left behind in the arena.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Keyspace } from '../../../server/keyspace/keyspace.ts'
import type { LooseRecord } from '../../../server/keyspace/loose-record.ts'
import { defaultLimits, type Limits } from '../../../server/values/limits.ts'
import { LP_EMPTY, lpValidate } from '../../../server/values/listpack.ts'
import type { SortedSets } from '../../../server/values/sorted-set.ts'
import { type } from '../../../server/values/type-numbers.ts'
import { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import { Dice } from '../keyspace/world.ts'

const LIMITS: Limits = { ...defaultLimits, zsetMaxListpackEntries: 8, zsetMaxListpackValue: 12 }
const key = Buffer.from('a key')

type Pair = [member: string, score: number]

/** Bytes that a reply writer sent. */
function sent(write: (reply: ReplyWriter) => void, resp3 = false): string {
  let text = ''
  const reply = new ReplyWriter({
    piece(start, end) {
      text += (reply.buf as Buffer).latin1Slice(start, end)
    },
    flush(buf, start, end) {
      text += (buf as Buffer).latin1Slice(start, end)
      return buf
    },
  })
  reply.resp3 = resp3
  write(reply)
  reply.finish()
  return text
}

/** Serves all: each world leaves nothing behind. */
const keyspace = new Keyspace(1, new Dice(1), LIMITS)

class World {
  readonly zsets: SortedSets = keyspace.values.zsets
  readonly home: LooseRecord = keyspace.newLoose()
  readonly model = new Map<string, number>()
  private readonly start = keyspace.arena.used
  large: boolean

  constructor(hint: number, length: number) {
    this.home.begin(type.zset, key, 0, key.length, -1, LP_EMPTY)
    this.zsets.create(this.home, hint, length)
    this.large = hint > LIMITS.zsetMaxListpackEntries || length > LIMITS.zsetMaxListpackValue
  }

  sorted(): Pair[] {
    const order = (a: Pair, b: Pair): number => a[1] - b[1] || (a[0] < b[0] ? -1 : 1)
    return [...this.model].sort(order)
  }

  put(member: string, score: number): void {
    const { zsets, model } = this
    const bytes = Buffer.from(member, 'latin1')
    zsets.open(this.home)
    const found = zsets.find(bytes, 0, bytes.length)
    expect(found).toBe(model.has(member))
    // Packed, -0 is 0.
    const old = model.get(member)
    if (found) {
      expect(zsets.score).toBe(old)
      zsets.update(score)
    } else {
      if (model.size >= LIMITS.zsetMaxListpackEntries || member.length > LIMITS.zsetMaxListpackValue)
        this.large = true
      zsets.insert(score, bytes, 0, bytes.length)
    }
    model.set(member, score === 0 && !this.large ? 0 : score)
  }

  remove(member: string): void {
    const { zsets } = this
    const bytes = Buffer.from(member, 'latin1')
    zsets.open(this.home)
    const found = zsets.find(bytes, 0, bytes.length)
    expect(found).toBe(this.model.delete(member))
    if (found) zsets.remove()
  }

  removeRange(from: number, n: number): void {
    const doomed = this.sorted().slice(from, from + n)
    this.zsets.open(this.home)
    if (doomed.length > 0) this.zsets.removeRange(from, doomed.length)
    for (const [member] of doomed) this.model.delete(member)
  }

  compare(): void {
    const { zsets, home } = this
    const pairs = this.sorted()
    zsets.open(home)
    expect(zsets.isLarge()).toBe(this.large)
    expect(zsets.length()).toBe(pairs.length)
    const { valueBytes, valueAt, valueLength } = home.records
    if (!this.large) expect(lpValidate(valueBytes, valueAt, valueLength, true)).toBe(true)
    const walked: Pair[] = []
    for (let p = zsets.walk(0); p >= 0; p = zsets.walk(p)) walked.push(this.here())
    expect(walked).toEqual(pairs)
    pairs.forEach(([member, score], rank) => {
      const bytes = Buffer.from(member, 'latin1')
      expect(zsets.find(bytes, 0, bytes.length)).toBe(true)
      expect(zsets.rank()).toBe(rank)
      expect(zsets.rankOfScore(score, false)).toBe(pairs.findIndex(pair => pair[1] >= score))
      expect(zsets.rankOfScore(score, true)).toBe(pairs.filter(pair => pair[1] <= score).length)
    })
  }

  here(): Pair {
    const { bytes, off, len } = this.zsets.element
    return [Buffer.from(bytes.subarray(off, off + len)).latin1Slice(), this.zsets.score]
  }

  /** What a range replies, in both protocols and directions. */
  compareReplies(from: number, count: number): void {
    const pairs = this.sorted().slice(from, from + count)
    if (pairs.length === 0) return
    const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`
    const text = (score: number): string => sent(reply => reply.double(score))
    const { zsets, home } = this
    zsets.open(home)
    for (const reverse of [false, true]) {
      const expected = reverse ? [...pairs].reverse() : pairs
      const replied = (scores: boolean, resp3: boolean): string =>
        sent(reply => zsets.replyRange(reply, from, pairs.length, reverse, scores), resp3)
      expect(replied(false, false)).toBe(expected.map(([m]) => bulk(m)).join(''))
      expect(replied(true, false)).toBe(expected.map(([m, s]) => bulk(m) + text(s)).join(''))
      const nested = expected.map(([m, s]) => `*2\r\n${bulk(m)}${sent(reply => reply.double(s), true)}`)
      expect(replied(true, true)).toBe(nested.join(''))
    }
  }

  end(): void {
    this.home.discard()
    while (keyspace.reclaim());
    expect(keyspace.arena.used).toBe(this.start)
  }
}

const score = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.integer({ min: -(2 ** 53), max: 2 ** 53 }),
  fc.double({ noNaN: true }),
  fc.constantFrom(
    -0,
    0,
    Infinity,
    -Infinity,
    2 ** 62,
    -(2 ** 62),
    2 ** 63,
    1e300,
    4711111111111111000,
    0.1,
    5e-324,
  ),
)
const member = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 30 }).map(String) },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 3 }).map(bytes => Buffer.from(bytes).latin1Slice()) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'a'.repeat(12), 'a'.repeat(13), 'b'.repeat(200), '-9223372036854775808'),
  },
)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), member, score }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), member }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      from: fc.nat(12),
      n: fc.integer({ min: 1, max: 5 }),
    }),
  },
)

describe('sorted sets', () => {
  it('are sorted maps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), fc.nat(9), fc.nat(13), (steps, hint, length) => {
        const world = new World(hint, length)
        for (const s of steps) {
          if (s.do === 'put') world.put(s.member, s.score)
          else if (s.do === 'remove') world.remove(s.member)
          else world.removeRange(s.from, s.n)
          world.compare()
        }
        world.compareReplies(0, 100)
        world.compareReplies(1, 3)
        world.end()
      }),
      { numRuns: 60 },
    )
  })

  it('are packed again when a result is small', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(member, score), { minLength: 1, maxLength: 12 }), pairs => {
        const world = new World(0, Infinity)
        for (const [text, value] of pairs) world.put(text, value)
        const longest = Math.max(...[...world.model.keys()].map(text => text.length))
        world.zsets.pack(longest)
        world.large =
          world.model.size > LIMITS.zsetMaxListpackEntries || longest > LIMITS.zsetMaxListpackValue
        if (!world.large)
          for (const [text, value] of world.model) world.model.set(text, value === 0 ? 0 : value)
        world.compare()
        world.end()
      }),
      { numRuns: 40 },
    )
  })

  it('hold the bytes that Redis 7.2 would', () => {
    const world = new World(0, 0)
    for (const [text, value] of [
      ['b', 1.5],
      ['a', -0],
      ['1', 300],
      ['c', 1e300],
    ] as const)
      world.put(text, value)
    const { valueBytes, valueAt, valueLength } = world.home.records
    const hex = Buffer.from(valueBytes.subarray(valueAt, valueAt + valueLength)).toString('hex')
    expect(hex).toBe(
      '2400000008008161020001816202' + '83312e3504' + '0101c12c02' + '816302' + '8631652b33303007' + 'ff',
    )
    world.end()
  })

  it('reply with members across leaves, and with more than a buffer holds', () => {
    const world = new World(0, Infinity)
    for (let i = 0; i < 3000; i++) world.put(`member ${i}`.padEnd((i * 7) % 130, '.'), (i * 7919) % 3001)
    world.compareReplies(0, 3000)
    world.compareReplies(67, 2)
    world.end()
  })
})
