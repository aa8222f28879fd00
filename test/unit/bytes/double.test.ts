// Doubles in text: what Redis accepts, and how Redis 7.2 and 7.0 print.
import { describe, expect, it } from 'vitest'
import { formatDouble17g, formatHundredths, parseDouble } from '../../../shared/bytes/double.ts'
import { formatDouble } from '../../support/format-double.ts'

function parse(text: string): number {
  return parseDouble(Buffer.from(`1${text}1`, 'latin1'), 1, text.length)
}

describe('doubles in text', () => {
  it.each([
    ['3', 3],
    ['-3.25', -3.25],
    ['+1', 1],
    ['1.', 1],
    ['.5', 0.5],
    ['0.1', 0.1],
    ['123456789012345', 123456789012345],
    ['0.30000000000000004', 0.1 + 0.2],
    ['1e5', 1e5],
    ['-1.5E-3', -0.0015],
    ['5e-324', 5e-324],
    ['1e-320', 1e-320],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['+INF', Infinity],
    ['0x1.8p3', 12],
    ['-0xA', -10],
    ['0x.8', 0.5],
    ['0x1.8p-1075', 5e-324],
    ['0x1.fffffffffffff8p0', 2],
    ['0x1.fffffffffffffp1023', Number.MAX_VALUE],
    ['0e99999999999', 0],
    ['0x0p-99999999999', 0],
  ])('reads %s', (text, value) => {
    expect(parse(text)).toBe(value)
  })

  it.each([
    ...[
      '',
      ' 1',
      '1 ',
      'nan',
      'NaN',
      '.',
      '-',
      '1e',
      '1e+',
      '0x',
      '0x1p',
      '0x.',
      '1_0',
      '--1',
      '1\0',
      'infin',
    ],
    ...[
      '1e400',
      '-1e400',
      '1e-400',
      '2e-324',
      '0x1p-1075',
      '0x1p1024',
      '0x1p99999999999',
      '1..2',
      '1,5',
      'e5',
    ],
  ])('refuses %j', text => {
    expect(parse(text)).toBeNaN()
  })

  it('refuses texts without end instead of working on them', () => {
    expect(parse('1'.repeat(100_000))).toBeNaN()
    expect(parse(`0.${'1'.repeat(1000)}`)).toBe(1 / 9)
  })

  it.each([
    [0, '0'],
    [-0, '-0'],
    [3, '3'],
    [-17, '-17'],
    [0.1, '0.1'],
    [1.5, '1.5'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1e17, '100000000000000000'],
    [2 ** 62, '4611686018427387904'],
    [1e19, '1e+19'],
    [-1.5e30, '-1.5e+30'],
    [-(2 ** 62), '-4611686018427387904'],
    [2 ** 62 + 1024, '4611686018427389000'],
    [-Number.MAX_SAFE_INTEGER - 1, '-9007199254740992'],
    [819.714855, '819.7148549999999'],
    [1e23, '99999999999999990000000'],
    [1e300, '1e+300'],
    [5e-324, '5e-324'],
    [1e-5, '0.00001'],
    [1e-7, '1e-7'],
    [1.234e-5, '1.234e-5'],
    [12345.1234567, '1.23451234567e+4'],
    [12345.125, '12345.125'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [NaN, 'nan'],
  ])('prints %d as Redis 7.2: %s', (n, text) => {
    expect(formatDouble(n)).toBe(text)
  })

  it.each([
    [0.1, '0.10000000000000001'],
    [3, '3'],
    [100, '100'],
    [1e17, '1e+17'],
    [1e16, '10000000000000000'],
    [-1.5e-5, '-1.5e-05'],
    [0.0001, '0.0001'],
    [5e-324, '4.9406564584124654e-324'],
    [1e300, '1.0000000000000001e+300'],
    [1234567890123456 + 0.25, '1234567890123456.2'],
    [1234567890123456 + 0.75, '1234567890123456.8'],
    [-0, '-0'],
    [-Infinity, '-inf'],
  ])('prints %d as C with %%.17g: %s', (n, text) => {
    expect(formatDouble17g(n)).toBe(text)
  })

  // As printf("%.2f") of glibc.
  it.each([
    [0, '0.00'],
    [0.125, '0.12'],
    [0.375, '0.38'],
    [0.625, '0.62'],
    [0.875, '0.88'],
    [2.625, '2.62'],
    [1e9 + 0.125, '1000000000.12'],
    [0.135, '0.14'],
    [0.145, '0.14'],
    [13 / 7, '1.86'],
    [1e15 + 0.625, '1000000000000000.62'],
  ])('prints %d in hundredths as %s', (n, text) => {
    expect(formatHundredths(n)).toBe(text)
  })
})
