// The intset against a sorted array of bigints: members of all widths, and the bytes as the format says.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Keyspace } from '../../../server/keyspace/keyspace.ts'
import {
  INTSET_HEADER,
  Int64,
  intsetAdd,
  intsetFill,
  intsetFind,
  intsetGet,
  intsetInit,
  intsetLength,
  intsetRead,
  intsetRemoveAt,
  intsetValidate,
} from '../../../server/values/intset.ts'
import { Slice } from '../../../server/values/slice.ts'
import { type } from '../../../server/values/type-numbers.ts'
import { Dice } from '../keyspace/world.ts'

const MIN = -(2n ** 63n)
const MAX = 2n ** 63n - 1n

/** Small numbers, often; each power of two with its neighbours; anything at all. */
const integer = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt(-20n, 20n) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 63 }), fc.bigInt(-2n, 2n), fc.boolean())
      .map(([bits, by, negative]) => (negative ? -(2n ** BigInt(bits)) : 2n ** BigInt(bits)) + by)
      .filter(n => n >= MIN && n <= MAX),
  },
  { weight: 1, arbitrary: fc.bigInt(MIN, MAX) },
)

const key = Buffer.from('key')

const keyspace = new Keyspace(1, new Dice(1))

class World {
  readonly home = keyspace.newLoose()
  readonly value = new Int64()
  readonly slice = new Slice()
  width = 2

  constructor() {
    this.home.begin(type.set, key, 0, 3, -1, INTSET_HEADER)
    intsetInit(this.home.records.valueBytes, this.home.records.valueAt)
  }

  parse(n: bigint): Int64 {
    const text = Buffer.from(String(n))
    expect(this.value.parse(text, 0, text.length)).toBe(true)
    return this.value
  }

  find(n: bigint): number {
    const { valueBytes, valueAt } = this.home.records
    return intsetFind(valueBytes, valueAt, this.parse(n))
  }

  verify(model: readonly bigint[]): void {
    const { valueBytes, valueAt, valueLength } = this.home.records
    for (const n of model) this.width = Math.max(this.width, widthOf(n))
    const bytes = encode(model, this.width)
    expect(bytes.equals(valueBytes.subarray(valueAt, valueAt + valueLength))).toBe(true)
    expect(intsetLength(valueBytes, valueAt)).toBe(model.length)
    const { slice, value } = this
    const read: string[] = []
    for (let i = 0; i < model.length; i++) {
      intsetRead(valueBytes, valueAt, i, slice)
      intsetGet(valueBytes, valueAt, i, value)
      const text = Buffer.from(slice.bytes.subarray(slice.off, slice.off + slice.len)).toString()
      read.push(`${text} ${(BigInt(value.high) << 32n) | BigInt(value.low >>> 0)}`)
    }
    expect(read.join()).toBe(model.map(n => `${n} ${n}`).join())
    expect(intsetValidate(valueBytes, valueAt, valueLength, true)).toBe(model.length > 0)
  }
}

function widthOf(n: bigint): number {
  if (BigInt.asIntN(16, n) === n) return 2
  return BigInt.asIntN(32, n) === n ? 4 : 8
}

function encode(members: readonly bigint[], width: number): Buffer {
  const bytes = Buffer.alloc(INTSET_HEADER + members.length * width)
  bytes.writeUInt32LE(width, 0)
  bytes.writeUInt32LE(members.length, 4)
  members.forEach((n, i) => {
    const at = INTSET_HEADER + i * width
    if (width === 8) bytes.writeBigInt64LE(n, at)
    else bytes.writeIntLE(Number(n), at, width)
  })
  return bytes
}

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

describe('intset', () => {
  it('holds what a sorted array holds, in the bytes of the format', () => {
    const step = fc.record({ n: integer, add: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const world = new World()
        const model: bigint[] = []
        for (const { n, add } of steps) {
          const at = model.indexOf(n)
          if (add) {
            expect(intsetAdd(world.home, world.parse(n))).toBe(at < 0)
            if (at < 0) model.push(n)
            model.sort(ascending)
          } else {
            const found = world.find(n)
            if (at >= 0) expect(found).toBe(at)
            else expect(~found).toBe(model.filter(m => m < n).length)
            if (found >= 0) intsetRemoveAt(world.home, found)
            if (at >= 0) model.splice(at, 1)
          }
          world.verify(model)
        }
        world.home.discard()
        expect(keyspace.arena.used).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  it('is filled at once with what is sorted', () => {
    fc.assert(
      fc.property(fc.uniqueArray(integer, { maxLength: 60 }), members => {
        members.sort(ascending)
        const words = new Int32Array(members.length * 2)
        members.forEach((n, i) => {
          words[i * 2] = Number(BigInt.asIntN(32, n))
          words[i * 2 + 1] = Number(n >> 32n)
        })
        const world = new World()
        intsetFill(world.home, words)
        world.verify(members)
        world.home.discard()
      }),
    )
  })

  it('takes no text that is not the canonical form of 64 bits', () => {
    const value = new Int64()
    for (const text of ['', '-', '01', '-0', '+1', ' 1', '1 ', '1.0', '9223372036854775808', 'x']) {
      expect(value.parse(Buffer.from(text), 0, text.length), text).toBe(false)
    }
  })

  it('refuses payloads that are none', () => {
    const good = encode([-5n, 0n, 7n], 4)
    expect(intsetValidate(good, 0, good.length, true)).toBe(true)
    expect(intsetValidate(good, 0, good.length - 1, false)).toBe(false)
    for (const bad of [encode([], 2), encode([1n, 1n], 2), encode([2n, 1n], 2), encode([1n, -1n], 8)]) {
      expect(intsetValidate(bad, 0, bad.length, true)).toBe(false)
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        if (!intsetValidate(bytes, 0, bytes.length, true)) return
        expect(INTSET_HEADER + intsetLength(bytes, 0) * bytes[0]!).toBe(bytes.length)
      }),
    )
  })
})
