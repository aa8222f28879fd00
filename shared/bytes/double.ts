/**
 * Doubles as Redis reads and prints them.
 *
 * Reading follows getDoubleFromObject: strtod over the whole text, no leading space, no nan, no overflow to
 * infinity and no underflow to zero. Printing follows Redis 7.2's d2string: whole numbers up to 2^62 as
 * integers, all others through fpconv (`grisu.ts`), in digits that read back as the same double, seldom more
 * than that takes. Redis 7.0 printed `%.17g` instead, so 0.1 was 0.10000000000000001; `formatDouble17g`
 * does that.
 */
import { writeGrisu } from './grisu.ts'
import { writeInteger } from './integer.ts'
import { bitLength, parseNumeral, roundShift } from './numeral.ts'
import { latin1, writeLatin1 } from './text.ts'

const ZERO = 0x30
const DOT = 0x2e
const MINUS = 0x2d

/** Longer texts are refused: a bound on the work that Redis does not have. */
const TEXT_LIMIT = 65536

/** Powers of ten that are exact doubles. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/**
 * The double written in `bytes[off, off + len)`, or NaN when Redis would call it "not a valid float".
 * Infinity is returned only where the text says inf.
 */
export function parseDouble(bytes: Uint8Array, off: number, len: number): number {
  const end = off + len
  let i = off
  const negative = len > 0 && bytes[i] === MINUS
  if (negative) i++
  // Up to 15 digits and no exponent: mantissa and power of ten are exact, so one division rounds correctly.
  if (end - i > 0 && end - i <= 16) {
    let mantissa = 0
    let dot = -1
    let seen = 0
    for (; i < end; i++) {
      const d = bytes[i]! - ZERO
      if (d >= 0 && d <= 9) {
        mantissa = mantissa * 10 + d
        seen++
      } else if (bytes[i] === DOT && dot < 0) dot = i
      else break
    }
    if (i === end && seen > 0 && seen <= 15) {
      const value = dot < 0 ? mantissa : mantissa / POWERS_OF_TEN[end - dot - 1]!
      return negative ? -value : value
    }
  }
  return parseAnyDouble(latin1(bytes, off, len))
}

function parseAnyDouble(text: string): number {
  if (text.length > TEXT_LIMIT) return NaN
  const numeral = parseNumeral(text)
  if (numeral === null) return NaN
  if (numeral.kind === 'infinity') return numeral.negative ? -Infinity : Infinity
  const value =
    numeral.kind === 'decimal' ? Math.abs(Number(text)) : binaryDouble(numeral.mantissa, numeral.exponent)
  if (value === Infinity || (value === 0 && numeral.mantissa !== 0n)) return NaN
  return numeral.negative ? -value : value
}

/** `mantissa * 2^exponent` rounded to the nearest double, ties to even. */
function binaryDouble(mantissa: bigint, exponent: number): number {
  const bits = bitLength(mantissa)
  if (bits + exponent > 1024) return mantissa === 0n ? 0 : Infinity
  const lowest = Math.max(bits + exponent - 53, -1074)
  if (bits + exponent < lowest) return 0
  return Number(roundShift(mantissa, lowest - exponent)) * 2 ** lowest
}

/** Half of what a signed 64-bit integer holds: so far doubles are taken for integers (double2ll). */
const INTEGER_LIMIT = 2 ** 62

/** The most bytes that `writeDouble` writes. */
export const DOUBLE_TEXT_MAX = 25

/**
 * Writes a double at `target[off]` as Redis 7.2 prints it: `3`, `0.1`, `-0`, `1e+30`, `inf`, `nan`. Answers
 * the offset after it.
 */
export function writeDouble(target: Uint8Array, off: number, n: number): number {
  if (Number.isSafeInteger(n)) {
    return Object.is(n, -0) ? writeLatin1(target, off, '-0') : writeInteger(target, off, n)
  }
  if (Number.isInteger(n) && n >= -INTEGER_LIMIT && n <= INTEGER_LIMIT) {
    return writeLatin1(target, off, String(BigInt(n)))
  }
  if (Number.isFinite(n)) return writeGrisu(target, off, n)
  return writeLatin1(target, off, Number.isNaN(n) ? 'nan' : n > 0 ? 'inf' : '-inf')
}

/**
 * A double that is not negative as C's `%.2f`, which takes a tie to the even digit where `toFixed` takes it
 * up. Only odd eighths are ties, and only at .125 and .625 do the two differ.
 */
export function formatHundredths(n: number): string {
  return (n * 8) % 4 === 1 ? n.toFixed(3).slice(0, -1) : n.toFixed(2)
}

/** A double as C's `%.17g`, which Redis 7.0 replied with; infinities as `inf` and `-inf`. */
export function formatDouble17g(n: number): string {
  if (Number.isNaN(n)) return 'nan'
  if (n === Infinity) return 'inf'
  if (n === -Infinity) return '-inf'
  if (n === 0) return Object.is(n, -0) ? '-0' : '0'
  const sign = n < 0 ? '-' : ''
  const [digitText, exponent] = digits17(Math.abs(n))
  const trimmed = digitText.replace(/0+$/, '')
  if (exponent < -4 || exponent >= 17) {
    const fraction = trimmed.length > 1 ? `.${trimmed.slice(1)}` : ''
    const power = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${trimmed[0]}${fraction}e${exponent < 0 ? '-' : '+'}${power}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${trimmed}`
  const whole = digitText.slice(0, exponent + 1)
  const fraction = trimmed.slice(exponent + 1)
  return sign + (fraction === '' ? whole : `${whole}.${fraction}`)
}

/**
 * 17 significant digits and the decimal exponent of a positive double. An exact tie rounds to even, as C
 * does; JavaScript would round it up. 60 digits tell a tie from a near one.
 */
function digits17(n: number): [string, number] {
  const exact = n.toExponential(60)
  const tie = /^5000*e/.test(exact.slice(18)) && Number(exact[17]) % 2 === 0
  const rounded = tie ? exact : n.toExponential(16)
  const text = rounded[0]! + rounded.slice(2, 18)
  return [text, Number(rounded.slice(rounded.indexOf('e') + 1))]
}
