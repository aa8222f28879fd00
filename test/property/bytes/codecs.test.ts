// The codecs of shared/bytes against simple models, over random values.
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { formatDouble17g, parseDouble } from '../../../shared/bytes/double.ts'
import { matchGlob } from '../../../shared/bytes/glob.ts'
import { isInt64Text, parseInt64, parseSafeInteger, writeInteger } from '../../../shared/bytes/integer.ts'
import { addLongDouble, formatLongDouble, parseLongDouble } from '../../../shared/bytes/long-double.ts'
import { lzfCompress, lzfDecompress } from '../../../shared/bytes/lzf.ts'
import { formatDouble } from '../../support/format-double.ts'

const RUNS = { numRuns: 2000 }
const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean) =>
  fc.assert(fc.property(arbitrary, holds), RUNS)
const bytesOf = (text: string) => Buffer.from(text, 'latin1')

const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 30 })), {
    maxLength: 20,
  })
  .map(parts => Buffer.concat(parts.flatMap(([part, times]) => Array<Uint8Array>(times).fill(part))))

describe('integers', () => {
  it('safe integers survive text', () => {
    const target = new Uint8Array(20)
    check(fc.maxSafeInteger(), n => parseSafeInteger(target, 1, writeInteger(target, 1, n) - 1) === n)
  })

  it('64-bit integers are read exactly when canonical and in range', () => {
    const near = fc.oneof(
      fc.bigInt({ min: -(1n << 65n), max: 1n << 65n }),
      fc.bigInt({ min: -(1n << 63n) - 9n, max: -(1n << 63n) + 9n }),
    )
    check(near, n => {
      const bytes = bytesOf(String(n))
      const fits = BigInt.asIntN(64, n) === n
      return (
        isInt64Text(bytes, 0, bytes.length) === fits &&
        parseInt64(bytes, 0, bytes.length) === (fits ? n : null)
      )
    })
    check(fc.string({ unit: fc.constantFrom(...'-+0189. '), maxLength: 20 }), text => {
      const bytes = bytesOf(text)
      const canonical = /^(0|-?[1-9]\d*)$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)
      return isInt64Text(bytes, 0, bytes.length) === canonical
    })
  })
})

describe('doubles', () => {
  it('every form reads back as the same double', () => {
    for (const format of [formatDouble, formatDouble17g]) {
      check(fc.double({ noNaN: true }), n => {
        const bytes = bytesOf(format(n))
        return Object.is(parseDouble(bytes, 0, bytes.length), n)
      })
    }
  })

  it('short decimals are read as JavaScript reads them', () => {
    check(fc.tuple(fc.nat(10 ** 9), fc.nat(10 ** 6), fc.boolean()), ([whole, part, negative]) => {
      const text = `${negative ? '-' : ''}${whole}.${part}`
      return Object.is(parseDouble(bytesOf(text), 0, text.length), Number(text))
    })
  })
})

describe('long doubles', () => {
  const parse = (text: string) => parseLongDouble(bytesOf(text), 0, text.length)

  it('adds safe integers exactly, in either order', () => {
    check(fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger()), ([a, b]) => {
      const sum = addLongDouble(parse(String(a))!, parse(String(b))!)!
      return formatLongDouble(sum) === String(BigInt(a) + BigInt(b))
    })
  })

  it('never throws, whatever the text', () => {
    check(fc.string({ unit: fc.constantFrom(...'-+0123456789.exXpPinf '), maxLength: 12 }), text => {
      const value = parse(text)
      return value === null || value.exponent === Infinity || formatLongDouble(value).length > 0
    })
  })
})

describe('glob', () => {
  /** The rules once more, straightforward and slow: classes, then stars by trying every split. */
  function slowMatch(pattern: string, text: string): boolean {
    if (pattern === '') return text === ''
    if (pattern[0] === '*') {
      for (let i = 0; i <= text.length; i++) if (slowMatch(pattern.slice(1), text.slice(i))) return true
      return false
    }
    return (
      text !== '' &&
      (pattern[0] === '?' || pattern[0] === text[0]) &&
      slowMatch(pattern.slice(1), text.slice(1))
    )
  }

  it('stars and question marks agree with trying everything', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 10 })
    check(
      fc.tuple(pattern, text),
      ([p, t]) => matchGlob(bytesOf(p), 0, p.length, bytesOf(t), 0, t.length, false) === slowMatch(p, t),
    )
  })

  it('any bytes are a pattern', () => {
    check(
      fc.tuple(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ maxLength: 12 }), fc.boolean()),
      ([p, t, nocase]) => {
        matchGlob(p, 0, p.length, t, 0, t.length, nocase)
        return true
      },
    )
  })
})

describe('lzf', () => {
  it('brings back what it compressed', () => {
    check(repetitive, bytes => {
      const packed = new Uint8Array(bytes.length)
      const size = lzfCompress(bytes, 0, bytes.length, packed)
      if (size === 0) return true
      const back = new Uint8Array(bytes.length)
      lzfDecompress(packed, 0, size, back, 0, back.length)
      return bytes.equals(back)
    })
  })

  it('any bytes decompress or are refused', () => {
    check(fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.nat(300)), ([bytes, size]) => {
      const target = new Uint8Array(size)
      try {
        lzfDecompress(bytes, 0, bytes.length, target, 0, size)
      } catch (error) {
        return (error as Error).message === 'LZF data is corrupt'
      }
      return true
    })
  })
})
