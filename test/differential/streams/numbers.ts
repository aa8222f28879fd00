// Numbers of generated requests, with a liking for edges and for what only looks like a number.
import type { Random } from './random.ts'

const edgeIntegers = [
  '0',
  '-0',
  '1',
  '-1',
  '9999',
  '10000',
  '2147483647',
  '2147483648',
  '-2147483648',
  '4294967296',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
  '9223372036854775806',
  '-9223372036854775807',
  '1000000000000000000',
]

export const notIntegers = [
  '',
  ' ',
  '-',
  '+1',
  ' 1',
  '1 ',
  '01',
  '-01',
  '1.0',
  '1e3',
  '0x10',
  'abc',
  '9223372036854775808',
  '-9223372036854775809',
  '18446744073709551616',
  '99999999999999999999999999999999',
  '\xff',
]

const edgeFloats = [
  '0.1',
  '-0.0',
  '3.0e3',
  '5e-324',
  '1e308',
  '-1.7976931348623157e308',
  '1e400',
  '1e5000',
  '123456789012345678901234567890',
  '.5',
  '5.',
  '+2.5',
  '0x1p-2',
  'inf',
  '-inf',
  'nan',
  '1e',
  '1,5',
  ' 1.5',
  '1.5 ',
  '0.10000000000000001',
  '-17.999999999999996',
  '9007199254740993.5',
  '1e17',
  '1e-7',
]

export function integer(random: Random): string {
  // For SCAN's cursor, and in messages, Redis takes a zero byte for the end; nowhere else.
  if (random.chance(0.01)) return '1\0'
  if (random.chance(0.06)) return random.pick(notIntegers)
  if (random.chance(0.25)) return random.pick(edgeIntegers)
  return String(random.integer(-200, 200))
}

export function float(random: Random): string {
  if (random.chance(0.3)) return random.pick(edgeFloats)
  if (random.chance(0.3)) return integer(random)
  return `${random.integer(-999, 999)}.${random.integer(0, 99_999)}`
}
