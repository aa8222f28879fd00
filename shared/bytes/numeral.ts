/**
 * What C's strtod and strtold accept, as a grammar over text: decimal and hexadecimal fractions with
 * exponents, `inf`, `infinity`, in any case and with either sign. Redis refuses the rest of what they accept
 * (leading space, nan, trailing bytes), so that is left out here. Shared by the doubles and the long doubles,
 * which differ only in how they round.
 */

/** A number as written: `sign * mantissa * base^exponent`, base 10 for decimal and 2 for hex text. */
export interface Numeral {
  readonly kind: 'decimal' | 'hex' | 'infinity'
  readonly negative: boolean
  readonly mantissa: bigint
  /** Clamped to +-`EXPONENT_LIMIT`, far outside every format read here. */
  readonly exponent: number
}

export const EXPONENT_LIMIT = 1e9

const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i
const HEX = /^([+-]?)0x(?:([\da-f]+)(?:\.([\da-f]*))?|\.([\da-f]+))(?:p([+-]?\d+))?$/i
const INFINITY = /^([+-]?)inf(?:inity)?$/i

function clampExponent(exponent: number): number {
  return Math.max(-EXPONENT_LIMIT, Math.min(EXPONENT_LIMIT, exponent))
}

/** The number that the whole of `text` writes, or null. */
export function parseNumeral(text: string): Numeral | null {
  const decimal = DECIMAL.exec(text)
  if (decimal !== null) {
    const fraction = decimal[3] ?? decimal[4] ?? ''
    const exponent = clampExponent(Number(decimal[5] ?? 0) - fraction.length)
    const mantissa = BigInt((decimal[2] ?? '') + fraction)
    return { kind: 'decimal', negative: decimal[1] === '-', mantissa, exponent }
  }
  const hex = HEX.exec(text)
  if (hex !== null) {
    const fraction = hex[3] ?? hex[4] ?? ''
    const exponent = clampExponent(Number(hex[5] ?? 0) - 4 * fraction.length)
    const mantissa = BigInt(`0x${hex[2] ?? ''}${fraction}`)
    return { kind: 'hex', negative: hex[1] === '-', mantissa, exponent }
  }
  const infinity = INFINITY.exec(text)
  if (infinity === null) return null
  return { kind: 'infinity', negative: infinity[1] === '-', mantissa: 0n, exponent: 0 }
}

/** How many bits the non-negative `n` takes; 0 for 0. */
export function bitLength(n: bigint): number {
  if (n === 0n) return 0
  const hex = n.toString(16)
  return hex.length * 4 - Math.clz32(Number.parseInt(hex[0]!, 16)) + 28
}

/**
 * Drops the `drop` lowest bits of the non-negative `n`, rounding to nearest and ties to even. `sticky` says
 * that `n` was itself cut short: there is something more below its last bit.
 */
export function roundShift(n: bigint, drop: number, sticky = false): bigint {
  if (drop <= 0) return n << BigInt(-drop)
  const shift = BigInt(drop)
  const kept = n >> shift
  const rest = n - (kept << shift)
  const half = 1n << (shift - 1n)
  const up = rest > half || (rest === half && (sticky || (kept & 1n) === 1n))
  return up ? kept + 1n : kept
}
