// Integers in text: what is canonical, what fits, how they are written.
import { describe, expect, it } from 'vitest'
import {
  digits,
  isInt64Text,
  parseInt64,
  parseSafeInteger,
  writeInteger,
} from '../../../shared/bytes/integer.ts'

const at = (text: string): [Uint8Array, number, number] => [
  Buffer.from(`9${text}9`, 'latin1'),
  1,
  text.length,
]
const NOT_CANONICAL = [
  '',
  '-',
  '+1',
  '01',
  '-0',
  '-01',
  ' 1',
  '1 ',
  '1.0',
  '0x1',
  '1e3',
  '--1',
  '1-',
  'a',
  '\0',
]

describe('integers in text', () => {
  it.each([
    ['0', 0],
    ['-1', -1],
    ['9', 9],
    ['123456789', 123456789],
    ['-1234567890', -1234567890],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
  ])('reads %s', (text, value) => {
    expect(parseSafeInteger(...at(text))).toBe(value)
    expect(parseInt64(...at(text))).toBe(BigInt(value))
    expect(isInt64Text(...at(text))).toBe(true)
  })

  it.each(NOT_CANONICAL)('refuses %j', text => {
    expect(parseSafeInteger(...at(text))).toBeNaN()
    expect(parseInt64(...at(text))).toBeNull()
    expect(isInt64Text(...at(text))).toBe(false)
  })

  it.each(['9007199254740992', '9223372036854775807', '-9223372036854775808', '-1000000000000000000'])(
    'reads %s in 64 bits only',
    text => {
      expect(parseSafeInteger(...at(text))).toBeNaN()
      expect(parseInt64(...at(text))).toBe(BigInt(text))
    },
  )

  it.each(['9223372036854775808', '-9223372036854775809', '10000000000000000000', '1'.repeat(30)])(
    'refuses %s, outside 64 bits',
    text => {
      expect(parseInt64(...at(text))).toBeNull()
      expect(isInt64Text(...at(text))).toBe(false)
    },
  )

  it('writes numbers of every width', () => {
    const target = new Uint8Array(32)
    const numbers = [0, 2147483647, 2147483648, -2147483648, 99999999, 100000000, Number.MAX_SAFE_INTEGER, -7]
    for (let width = 1; width < 16; width++) numbers.push(10 ** width - 1, 10 ** width, -(10 ** width) - 1)
    for (const n of numbers) {
      const end = writeInteger(target, 3, n)
      expect(Buffer.from(target.subarray(3, end)).toString()).toBe(String(n))
      expect(digits(n)).toBe(String(n).length)
    }
    expect(writeInteger(target, 0, -0)).toBe(1)
    expect(target[0]).toBe(0x30)
  })
})
