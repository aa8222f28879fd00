/**
 * Integers in text, on bytes in place and without allocation. Only the canonical form counts, as in Redis's
 * string2ll: an optional `-`, no leading zero, no plus, no spaces, no `-0`. Two widths are served: the
 * numbers JavaScript holds exactly (the common case, plain doubles) and the full signed 64 bits (bigint).
 */

const ZERO = 0x30
const MINUS = 0x2d

const MAX_SAFE = Number.MAX_SAFE_INTEGER
const MAX_INT64_DIGITS = '9223372036854775807'

/** Two ASCII digits for each of 0..99, so that a number is written in half the divisions. */
const PAIRS = new Uint8Array(200)
for (let i = 0; i < 100; i++) {
  PAIRS[2 * i] = ZERO + ((i / 10) | 0)
  PAIRS[2 * i + 1] = ZERO + (i % 10)
}

/**
 * The integer written in `bytes[off, off + len)`, or NaN when the text is not canonical or its value is
 * outside +-(2^53 - 1).
 */
export function parseSafeInteger(bytes: Uint8Array, off: number, len: number): number {
  const end = off + len
  let i = off
  const negative = len > 1 && bytes[i] === MINUS
  if (negative) i++
  const digitCount = end - i
  if (digitCount < 1 || digitCount > 16) return NaN
  const first = bytes[i]! - ZERO
  if (first === 0 && digitCount === 1 && !negative) return 0
  if (first < 1 || first > 9) return NaN
  let value = first
  const intEnd = digitCount < 10 ? end : i + 9
  for (i++; i < intEnd; i++) {
    const d = bytes[i]! - ZERO
    if (d < 0 || d > 9) return NaN
    value = (value * 10 + d) | 0
  }
  for (; i < end; i++) {
    const d = bytes[i]! - ZERO
    if (d < 0 || d > 9) return NaN
    value = value * 10 + d
  }
  if (value > MAX_SAFE) return NaN
  return negative ? -value : value
}

/** Whether `bytes[off, off + len)` is the canonical text of a signed 64-bit integer. */
export function isInt64Text(bytes: Uint8Array, off: number, len: number): boolean {
  const end = off + len
  let i = off
  const negative = len > 1 && bytes[i] === MINUS
  if (negative) i++
  const count = end - i
  if (count < 1 || count > 19) return false
  if (bytes[i] === ZERO) return count === 1 && !negative
  for (let k = i; k < end; k++) {
    const c = bytes[k]!
    if (c < ZERO || c > ZERO + 9) return false
  }
  if (count < 19) return true
  for (let k = 0; k < 19; k++) {
    const c = bytes[i + k]!
    const limit = MAX_INT64_DIGITS.charCodeAt(k)
    if (c < limit) return true
    if (c > limit) return negative && k === 18 && c === limit + 1
  }
  return true
}

/** The signed 64-bit integer written in `bytes[off, off + len)`, or null when there is none. */
export function parseInt64(bytes: Uint8Array, off: number, len: number): bigint | null {
  const small = parseSafeInteger(bytes, off, len)
  if (!Number.isNaN(small)) return BigInt(small)
  if (!isInt64Text(bytes, off, len)) return null
  const split = off + len - 9
  const negative = bytes[off] === MINUS
  const high = parseSafeInteger(bytes, negative ? off + 1 : off, split - (negative ? off + 1 : off))
  let low = 0
  for (let i = split; i < off + len; i++) low = low * 10 + bytes[i]! - ZERO
  const value = BigInt(high) * 1_000_000_000n + BigInt(low)
  return negative ? -value : value
}

/** How many characters the safe integer `n` takes as text, its sign included. */
export function digits(n: number): number {
  let count = 1
  if (n < 0) {
    count = 2
    n = -n
  }
  while (n >= 10000) {
    n = n <= 0x7fffffff ? (n / 10000) | 0 : Math.floor(n / 10000)
    count += 4
  }
  if (n >= 1000) return count + 3
  if (n >= 100) return count + 2
  return n >= 10 ? count + 1 : count
}

/** Writes `n`, a non-negative int32, in exactly `width` digits ending before `end`. */
export function writeDigits(target: Uint8Array, end: number, n: number, width: number): void {
  while (width >= 2) {
    const quotient = (n / 100) | 0
    const pair = (n - quotient * 100) * 2
    target[--end] = PAIRS[pair + 1]!
    target[--end] = PAIRS[pair]!
    n = quotient
    width -= 2
  }
  if (width === 1) target[--end] = ZERO + n
}

/** Writes the safe integer `n` as text at `target[off]`; answers the offset after it. At most 17 bytes. */
export function writeInteger(target: Uint8Array, off: number, n: number): number {
  if (n < 0) {
    target[off++] = MINUS
    n = -n
  }
  if (n < 10) {
    target[off] = ZERO + n
    return off + 1
  }
  const width = digits(n)
  const end = off + width
  if (n <= 0x7fffffff) {
    writeDigits(target, end, n | 0, width)
    return end
  }
  const high = Math.floor(n / 100_000_000)
  writeDigits(target, end, n - high * 100_000_000, 8)
  writeDigits(target, end - 8, high, width - 8)
  return end
}
