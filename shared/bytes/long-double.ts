/**
 * The arithmetic of INCRBYFLOAT and HINCRBYFLOAT, and of the timeouts of blocking commands. Redis does it in
 * C's long double, which on x86 is the x87 format: 64 bits of mantissa, 15 of exponent. Its results are
 * visible to clients digit by digit (0.1 + 0.2 is 0.3 there, not 0.30000000000000004), so the format is done
 * here exactly, over BigInt: a value is `mantissa * 2^exponent` with at most 64 bits of mantissa, and each
 * operation rounds once, ties to even.
 *
 * A negative zero is not kept: Redis prints it as 0 and no sum can tell.
 */

import { parseSafeInteger } from './integer.ts'
import { bitLength, EXPONENT_LIMIT, parseNumeral, roundShift } from './numeral.ts'
import { latin1 } from './text.ts'

const MANTISSA_BITS = 64
/** The exponent of the lowest bit that the format has (denormals). */
const LOWEST_BIT = -16445
/** A value of this many bits above the point is beyond the format. */
const OVERFLOW_BITS = 16384
/** Redis reads the text into a buffer of this size, its terminating zero included. */
const TEXT_LIMIT = 5 * 1024
/** Digits after the point that the human form prints. */
const FRACTION_DIGITS = 17
const FRACTION_SCALE = 10n ** BigInt(FRACTION_DIGITS)

/** A finite x87 number, or an infinity (then `mantissa` is +-1 and `exponent` Infinity). Immutable. */
export class LongDouble {
  readonly mantissa: bigint
  readonly exponent: number

  constructor(mantissa: bigint, exponent: number) {
    this.mantissa = mantissa
    this.exponent = exponent
  }
}

/** Rounds `magnitude * 2^exponent` (plus a little when `sticky`) into the format; null when it overflows. */
function round(magnitude: bigint, exponent: number, sticky: boolean, negative: boolean): LongDouble | null {
  const lowest = Math.max(exponent + bitLength(magnitude) - MANTISSA_BITS, LOWEST_BIT)
  let rounded = magnitude
  if (lowest > exponent) {
    rounded = roundShift(magnitude, lowest - exponent, sticky)
    exponent = lowest
  }
  if (bitLength(rounded) + exponent > OVERFLOW_BITS) return null
  return new LongDouble(negative ? -rounded : rounded, exponent)
}

function fromHex(mantissa: bigint, exponent: number, negative: boolean): LongDouble | null {
  const top = bitLength(mantissa) + exponent
  if (top > OVERFLOW_BITS || top < LOWEST_BIT) return null
  return round(mantissa, exponent, false, negative)
}

function fromDecimal(mantissa: bigint, exponent: number, negative: boolean): LongDouble | null {
  const top = mantissa.toString().length + exponent
  if (top > 4940 || top < -4960) return null
  if (exponent >= 0) return round(mantissa * 10n ** BigInt(exponent), 0, false, negative)
  const divisor = 10n ** BigInt(-exponent)
  // Two bits more than the mantissa holds, and whether anything is left: enough to round once.
  const shift = Math.max(0, MANTISSA_BITS + 2 + bitLength(divisor) - bitLength(mantissa))
  const scaled = mantissa << BigInt(shift)
  const quotient = scaled / divisor
  return round(quotient, -shift, quotient * divisor !== scaled, negative)
}

/**
 * The number written in `bytes[off, off + len)`, or null when Redis would call it "not a valid float": not a
 * number as a whole, nan, 5120 bytes or longer, beyond the format, or so small that it would be zero.
 */
export function parseLongDouble(bytes: Uint8Array, off: number, len: number): LongDouble | null {
  const integer = parseSafeInteger(bytes, off, len)
  if (!Number.isNaN(integer)) return new LongDouble(BigInt(integer), 0)
  if (len >= TEXT_LIMIT) return null
  const numeral = parseNumeral(latin1(bytes, off, len))
  if (numeral === null) return null
  const { kind, negative, mantissa, exponent } = numeral
  if (kind === 'infinity') return new LongDouble(negative ? -1n : 1n, Infinity)
  if (mantissa === 0n) return new LongDouble(0n, 0)
  if (Math.abs(exponent) === EXPONENT_LIMIT) return null
  const value =
    kind === 'hex' ? fromHex(mantissa, exponent, negative) : fromDecimal(mantissa, exponent, negative)
  return value === null || value.mantissa === 0n ? null : value
}

/** The sum, or null when it is nan or infinite ("increment would produce NaN or Infinity"). */
export function addLongDouble(a: LongDouble, b: LongDouble): LongDouble | null {
  if (a.exponent === Infinity || b.exponent === Infinity) return null
  const exponent = Math.min(a.exponent, b.exponent)
  const left = a.mantissa << BigInt(a.exponent - exponent)
  const right = b.mantissa << BigInt(b.exponent - exponent)
  const sum = left + right
  return round(sum < 0n ? -sum : sum, exponent, false, sum < 0n)
}

/**
 * The product with a whole number, which this arithmetic rounds, rounded up to a whole number; null when it
 * is infinite.
 */
export function ceilingOfProduct({ mantissa, exponent }: LongDouble, factor: bigint): bigint | null {
  if (exponent === Infinity) return null
  const exact = mantissa * factor
  const product = round(exact < 0n ? -exact : exact, exponent, false, exact < 0n)
  if (product === null) return null
  if (product.exponent >= 0) return product.mantissa << BigInt(product.exponent)
  return -(-product.mantissa >> BigInt(-product.exponent))
}

/** Redis's human form of a finite number: `%.17Lf` without trailing zeros, never an exponent. */
export function formatLongDouble(value: LongDouble): string {
  const negative = value.mantissa < 0n
  const magnitude = negative ? -value.mantissa : value.mantissa
  const sign = negative ? '-' : ''
  if (value.exponent >= 0) return sign + (magnitude << BigInt(value.exponent)).toString()
  const scaled = roundShift(magnitude * FRACTION_SCALE, -value.exponent)
  if (scaled === 0n) return '0'
  const text = scaled.toString().padStart(FRACTION_DIGITS + 1, '0')
  const whole = text.slice(0, -FRACTION_DIGITS)
  const fraction = text.slice(-FRACTION_DIGITS).replace(/0+$/, '')
  return sign + (fraction === '' ? whole : `${whole}.${fraction}`)
}
