/*
 * Counting, finding and combining bits, and integers of any width among them, against strings of the digits
 * 0 and 1.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitField, readField, writeField } from '../../../server/values/string/bit-field.ts'
import { type BitOperation, combineBits } from '../../../server/values/string/combine-bits.ts'
import { countBits } from '../../../server/values/string/count-bits.ts'
import { findBit } from '../../../server/values/string/find-bit.ts'
import { withView } from '../../../shared/bytes/view.ts'

/** Bytes as they are, few that are neither all zeros nor all ones, or all the same. */
const bytes = (maxLength: number) =>
  fc.oneof(
    fc.uint8Array({ maxLength }),
    fc.array(fc.constantFrom(0, 0, 0, 0xff, 0xff, 1, 0x80), { maxLength }).map(list => Uint8Array.from(list)),
    fc.tuple(fc.nat(maxLength), fc.constantFrom(0, 0xff)).map(([n, byte]) => new Uint8Array(n).fill(byte)),
  )

/** The bytes at an odd place in a buffer with a view, as the arena's are. */
function placed(content: Uint8Array, at: number): Uint8Array {
  const buffer = withView(Buffer.alloc(at + content.length + 8, 0xa5))
  buffer.set(content, at)
  return buffer
}

function digits(content: Uint8Array): string {
  return [...content].map(byte => byte.toString(2).padStart(8, '0')).join('')
}

test('bits are counted', () => {
  fc.assert(
    fc.property(fc.oneof(bytes(400), bytes(40_000)), fc.nat(9), (content, at) => {
      const expected = digits(content).replaceAll('0', '').length
      expect(countBits(placed(content, at), at, at + content.length)).toBe(expected)
    }),
  )
})

test('the first bit is found', () => {
  fc.assert(
    fc.property(
      bytes(60),
      fc.nat(9),
      fc.nat(480),
      fc.nat(480),
      fc.constantFrom(0, 1),
      (content, at, a, b, bit) => {
        const from = Math.min(a, b)
        const to = Math.min(Math.max(a, b) + 1, content.length * 8)
        fc.pre(from < to)
        const expected = digits(content).slice(0, to).indexOf(String(bit), from)
        expect(findBit(placed(content, at), at, bit as 0 | 1, from, to)).toBe(expected)
      },
    ),
  )
})

const models: Record<BitOperation, (column: boolean[]) => boolean> = {
  AND: column => column.every(Boolean),
  OR: column => column.some(Boolean),
  XOR: column => column.filter(Boolean).length % 2 === 1,
  NOT: column => !column[0],
  DIFF: ([first, ...rest]) => first! && !rest.some(Boolean),
  DIFF1: ([first, ...rest]) => !first && rest.some(Boolean),
  ANDOR: ([first, ...rest]) => first! && rest.some(Boolean),
  ONE: column => column.filter(Boolean).length === 1,
}

describe.each(Object.keys(models) as BitOperation[])('BITOP %s', operation => {
  const count = operation === 'NOT' ? { minLength: 1, maxLength: 1 } : { minLength: 2, maxLength: 5 }
  test.each([40, 40_000])('of up to %i bytes', maxLength => {
    fc.assert(
      fc.property(fc.array(fc.tuple(bytes(40), fc.nat(maxLength)), count), list => {
        // A few bytes, again and again.
        const contents = list.map(([piece, length]) => {
          const content = new Uint8Array(piece.length === 0 ? 0 : length)
          return content.map((_, i) => piece[i % piece.length]!)
        })
        const length = Math.max(...contents.map(content => content.length))
        const sources = contents.map((content, i) => ({
          bytes: placed(content, i),
          at: i,
          length: content.length,
        }))
        const result = new Uint8Array(length + 2)
        combineBits(operation, sources, result, 1)
        const places = new Set([0, 1, length - 1, 16_383, 16_384, ...contents.map(content => content.length)])
        for (const i of places) {
          if (i < 0 || i >= length) continue
          const rows = contents.map(content => digits(content.subarray(i, i + 1)).padStart(8, '0'))
          const expected = [...Array(8).keys()].map(bit =>
            models[operation](rows.map(row => row[bit] === '1')) ? 1 : 0,
          )
          expect(result[i + 1]).toBe(Number.parseInt(expected.join(''), 2))
        }
        expect([result[0], result[length + 1]]).toEqual([0, 0])
      }),
      { numRuns: maxLength > 1000 ? 15 : 100 },
    )
  })
})

test('fields are read and written where they lie', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 40, maxLength: 40 }),
      fc.integer({ min: 1, max: 64 }),
      fc.boolean(),
      fc.nat(255),
      fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
      (content, width, isSigned, offset, value) => {
        const type = { signed: isSigned || width === 64, bits: width }
        const before = digits(content)
        const read = BigInt(`0b${before.slice(offset, offset + width)}`)
        const asType = (n: bigint) => (type.signed ? BigInt.asIntN(width, n) : BigInt.asUintN(width, n))
        expect(readField(content, 0, content.length, type, offset)).toBe(asType(read))
        writeField(content, 0, type, offset, value)
        const written = BigInt.asUintN(width, value).toString(2).padStart(width, '0')
        expect(digits(content)).toBe(before.slice(0, offset) + written + before.slice(offset + width))
        expect(fitField(type, value, 'WRAP')).toBe(asType(value))
        const fits = asType(value) === value
        expect(fitField(type, value, 'FAIL')).toBe(fits ? value : null)
        const max = 2n ** BigInt(type.signed ? width - 1 : width) - 1n
        const nearest = value > max ? max : type.signed ? -max - 1n : 0n
        expect(fitField(type, value, 'SAT')).toBe(fits ? value : nearest)
      },
    ),
  )
})

test('after the end of a string there are zeros', () => {
  const content = Uint8Array.of(0xff)
  expect(readField(content, 0, 1, { signed: false, bits: 16 }, 4)).toBe(0xf000n)
  expect(readField(content, 0, 1, { signed: true, bits: 64 }, 8)).toBe(0n)
})
