// INCRBYFLOAT's arithmetic. test/differential/incrbyfloat.test.ts asks a real Redis.
import { describe, expect, it } from 'vitest'
import { addLongDouble, formatLongDouble, parseLongDouble } from '../../../shared/bytes/long-double.ts'

function parse(text: string) {
  const bytes = Buffer.from(text, 'latin1')
  return parseLongDouble(bytes, 0, bytes.length)
}

/** What INCRBYFLOAT answers. */
function sum(a: string, b: string): string {
  const left = parse(a)
  const right = parse(b)
  if (left === null || right === null) return 'not a valid float'
  const value = addLongDouble(left, right)
  return value === null ? 'NaN or Infinity' : formatLongDouble(value)
}

describe('long double', () => {
  it.each([
    ['0.1', '0.2', '0.3'],
    ['10.50', '0.1', '10.6'],
    ['3.0e3', '200', '3200'],
    ['5', '-5', '0'],
    ['-1', '0', '-1'],
    ['0', '1e-5', '0.00001'],
    ['1e-17', '0', '0.00000000000000001'],
    ['1e-18', '0', '0'],
    ['-1e-18', '0', '0'],
    ['1e17', '0.5', '100000000000000000.5'],
    ['18446744073709551615', '0', '18446744073709551615'],
    ['18446744073709551615', '1', '18446744073709551616'],
    ['18446744073709551616', '1', '18446744073709551616'],
    ['0x1p-3', '0', '0.125'],
    ['9007199254740993', '0', '9007199254740993'],
    ['-0', '-0', '0'],
  ])('%s + %s = %s', (a, b, result) => {
    expect(sum(a, b)).toBe(result)
  })

  it.each(['', 'nan', 'abc', ' 1', '1 ', '1e5000', '-1e5000', '1e-5000', '1e99999999999', '0x1p16384'])(
    'refuses %j',
    text => {
      expect(parse(text)).toBeNull()
    },
  )

  it('has a limit on the length of texts', () => {
    expect(parse('1'.padStart(5119, '0'))).not.toBeNull()
    expect(parse('1'.padStart(5120, '0'))).toBeNull()
  })

  it('reads infinity, but lets no sum be infinite', () => {
    expect(sum('inf', '1')).toBe('NaN or Infinity')
    expect(sum('inf', '-inf')).toBe('NaN or Infinity')
    expect(sum('1.1e4932', '1.1e4932')).toBe('NaN or Infinity')
    expect(sum('1.1e4932', '-1.1e4932')).toBe('0')
  })

  it('prints large numbers in full', () => {
    expect(sum('5e300', '0')).toMatch(/^49999999999999999999723783\d{275}$/)
    expect(sum('1e4932', '0')).toHaveLength(4933)
  })
})
