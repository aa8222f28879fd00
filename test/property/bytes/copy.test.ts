// Copying, comparing and hashing give the same with views, without, and within one buffer.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyBytes, sameBytes } from '../../../shared/bytes/copy.ts'
import { hashBytes } from '../../../shared/bytes/hash.ts'
import { withView } from '../../../shared/bytes/view.ts'

const SIZE = 700
const plain = (bytes: Uint8Array) => Buffer.from(bytes)
const viewed = (bytes: Uint8Array) => withView(Buffer.from(bytes))
const forms = [plain, viewed]

const places = fc.record({
  content: fc.uint8Array({ minLength: SIZE, maxLength: SIZE }),
  from: fc.nat(300),
  to: fc.nat(300),
  len: fc.oneof(fc.nat(40), fc.integer({ min: 120, max: 400 })),
})

describe('runs of bytes', () => {
  it('are copied, and nothing beside them', () => {
    fc.assert(
      fc.property(places, fc.constantFrom(...forms), fc.constantFrom(...forms), (place, form, other) => {
        const { content, from, to, len } = place
        const source = form(content)
        const target = other(Buffer.alloc(SIZE, 7))
        copyBytes(source, from, target, to, len)
        const model = Buffer.alloc(SIZE, 7)
        model.set(content.subarray(from, from + len), to)
        expect(target.equals(model)).toBe(true)
        expect(source.equals(content)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('are copied within one buffer, overlapping or not', () => {
    fc.assert(
      fc.property(places, fc.constantFrom(...forms), ({ content, from, to, len }, form) => {
        const bytes = form(content)
        copyBytes(bytes, from, bytes, to, len)
        const model = Buffer.from(content)
        model.copyWithin(to, from, from + len)
        expect(bytes.equals(model)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('are the same, or differ in any one byte', () => {
    const forks = fc.tuple(places, fc.nat(), fc.constantFrom(...forms), fc.constantFrom(...forms))
    fc.assert(
      fc.property(forks, ([{ content, from, to, len }, at, form, other]) => {
        const a = form(content)
        const b = other(Buffer.alloc(SIZE, 7))
        copyBytes(a, from, b, to, len)
        expect(sameBytes(a, from, b, to, len)).toBe(true)
        if (len === 0) return
        b[to + (at % len)]! ^= 1
        expect(sameBytes(a, from, b, to, len)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it('have one hash, with a view or without', () => {
    fc.assert(
      fc.property(places, ({ content, from, len }) => {
        expect(hashBytes(viewed(content), from, len)).toBe(hashBytes(plain(content), from, len))
      }),
    )
  })
})
