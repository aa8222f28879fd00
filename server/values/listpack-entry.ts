/**
 * One entry of a listpack: encoding and length, data, and the length again (backlen) for walking backwards. A
 * value has one encoding, the shortest, as Redis chooses it: integers of 7, 13, 16, 24, 32 and 64 bits when
 * the text is the canonical one of such a number, else texts with lengths of 6, 12 or 32 bits.
 *
 * Nothing here allocates. 64-bit numbers are handled in two words, exactly.
 */
import { copyBytes } from '../../shared/bytes/copy.ts'
import { isInt64Text, parseSafeInteger, writeInteger } from '../../shared/bytes/integer.ts'
import type { Slice } from './slice.ts'

/** An entry's bytes beside a text's own: five of header, five of backlen. */
export const LP_OVERHEAD = 10
/** The most an integer takes. */
export const LP_INTEGER_MAX = 10
/** Characters of the longest 64-bit integer. */
export const INT64_TEXT_MAX = 20
const TWO32 = 4294967296
const MINUS = 0x2d

// Sizes
// -----------------------------------------------------------------------------------------------------------

/** Bytes of the entry at p, its backlen included. */
export function lpEntrySize(bytes: Uint8Array, p: number): number {
  const c = bytes[p]!
  if (c < 0x80) return 2
  if (c < 0xc0) return (c & 0x3f) + 2
  return longSize(bytes, p, c)
}

/** `lpEntrySize` of an entry that is no short text and no 7-bit number; c is its first byte. */
export function longSize(bytes: Uint8Array, p: number, c: number): number {
  const body = bodySize(bytes, p, c)
  return body + backlenSize(body)
}

/** Bytes of an entry without its backlen; 0 when the encoding is none. */
export function bodySize(bytes: Uint8Array, p: number, c: number): number {
  if (c < 0x80) return 1
  if (c < 0xc0) return (c & 0x3f) + 1
  if (c < 0xe0) return 2
  if (c < 0xf0) return (((c & 0xf) << 8) | bytes[p + 1]!) + 2
  switch (c) {
    case 0xf0:
      return (word(bytes, p + 1) >>> 0) + 5
    case 0xf1:
      return 3
    case 0xf2:
      return 4
    case 0xf3:
      return 5
    case 0xf4:
      return 9
    default:
      return 0
  }
}

/** Bytes of the backlen of an entry of `body` bytes. Redis's limits are one below what would fit. */
export function backlenSize(body: number): number {
  if (body <= 127) return 1
  if (body < 16383) return 2
  if (body < 2097151) return 3
  return body < 268435455 ? 4 : 5
}

/** The int32 at a position that need not be aligned. */
export function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

// Reading
// -----------------------------------------------------------------------------------------------------------

/** The entry at p as text: where it lies, or, of an integer, its digits in the slice's scratch. */
export function lpRead(bytes: Uint8Array, p: number, slice: Slice): void {
  const c = bytes[p]!
  if (c >= 0x80 && c < 0xc0) {
    slice.bytes = bytes
    slice.off = p + 1
    slice.len = c & 0x3f
    return
  }
  if (c >= 0xe0 && c <= 0xf0) {
    const head = c === 0xf0 ? 5 : 2
    slice.bytes = bytes
    slice.off = p + head
    slice.len = bodySize(bytes, p, c) - head
    return
  }
  const n = lpInteger(bytes, p)
  slice.bytes = slice.scratch
  slice.off = 0
  slice.len = Number.isNaN(n)
    ? writeInt64(slice.scratch, word(bytes, p + 1), word(bytes, p + 5))
    : writeInteger(slice.scratch, 0, n)
}

/** The entry at p as an integer; NaN when it is text, or a number outside +-(2^53 - 1). */
export function lpInteger(bytes: Uint8Array, p: number): number {
  const c = bytes[p]!
  if (c < 0x80) return c
  if (c < 0xc0) return NaN
  if (c < 0xe0) return (((c << 8) | bytes[p + 1]!) << 19) >> 19
  switch (c) {
    case 0xf1:
      return ((bytes[p + 1]! | (bytes[p + 2]! << 8)) << 16) >> 16
    case 0xf2:
      return ((bytes[p + 1]! << 8) | (bytes[p + 2]! << 16) | (bytes[p + 3]! << 24)) >> 8
    case 0xf3:
      return word(bytes, p + 1)
    case 0xf4: {
      const n = word(bytes, p + 5) * TWO32 + (word(bytes, p + 1) >>> 0)
      return Number.isSafeInteger(n) ? n : NaN
    }
    default:
      return NaN
  }
}

/** Whether the entry at p is one of the integer encodings. */
export function lpIsInteger(bytes: Uint8Array, p: number): boolean {
  const c = bytes[p]!
  return c < 0x80 || (c >= 0xc0 && c < 0xe0) || (c >= 0xf1 && c <= 0xf4)
}

/**
 * Writes the 64-bit integer of two words as text; answers its length. Four digits a step, in 16-bit limbs.
 */
export function writeInt64(target: Uint8Array, low: number, high: number): number {
  const negative = high < 0
  if (negative) {
    low = -low | 0
    high = low === 0 ? -high | 0 : ~high
  }
  let a = high >>> 16
  let b = high & 0xffff
  let c = low >>> 16
  let d = low & 0xffff
  let at = INT64_TEXT_MAX
  while ((a | b | c | d) !== 0) {
    b += (a % 10000) * 65536
    a = (a / 10000) | 0
    c += (b % 10000) * 65536
    b = (b / 10000) | 0
    d += (c % 10000) * 65536
    c = (c / 10000) | 0
    let rest = d % 10000
    d = (d / 10000) | 0
    for (let i = 0; i < 4; i++) {
      target[--at] = 48 + (rest % 10)
      rest = (rest / 10) | 0
    }
  }
  while (target[at] === 48) at++
  if (negative) target[--at] = MINUS
  target.copyWithin(0, at, INT64_TEXT_MAX)
  return INT64_TEXT_MAX - at
}

// Writing entries
// -----------------------------------------------------------------------------------------------------------

/** Bytes that `lpEncode` will write for this text. */
export function lpEncodedSize(buf: Uint8Array, off: number, len: number): number {
  if (mayBeInteger(buf, off, len)) {
    const n = parseSafeInteger(buf, off, len)
    if (!Number.isNaN(n)) return integerSize(n)
    if (len >= 16 && isInt64Text(buf, off, len)) return LP_INTEGER_MAX
  }
  const body = len + (len < 64 ? 1 : len < 4096 ? 2 : 5)
  return body + backlenSize(body)
}

function mayBeInteger(buf: Uint8Array, off: number, len: number): boolean {
  if (len === 0 || len > INT64_TEXT_MAX) return false
  const c = buf[off]!
  return (c >= 48 && c <= 57) || c === MINUS
}

function integerSize(n: number): number {
  if (n >= 0 && n <= 127) return 2
  if (n >= -4096 && n <= 4095) return 3
  if (n >= -32768 && n <= 32767) return 4
  if (n >= -8388608 && n <= 8388607) return 5
  return n >= -2147483648 && n <= 2147483647 ? 6 : LP_INTEGER_MAX
}

/** Writes the text `buf[off, off + len)` as an entry, its backlen included; answers its size. */
export function lpEncode(target: Uint8Array, at: number, buf: Uint8Array, off: number, len: number): number {
  if (mayBeInteger(buf, off, len)) {
    const n = parseSafeInteger(buf, off, len)
    if (!Number.isNaN(n)) return lpEncodeInteger(target, at, n)
    if (len >= 16 && isInt64Text(buf, off, len)) return encodeInt64Text(target, at, buf, off, len)
  }
  if (len < 64) {
    target[at] = 0x80 | len
    copyBytes(buf, off, target, at + 1, len)
    target[at + 1 + len] = len + 1
    return len + 2
  }
  return encodeLong(target, at, buf, off, len)
}

function encodeLong(target: Uint8Array, at: number, buf: Uint8Array, off: number, len: number): number {
  let p = at
  if (len < 4096) {
    target[p++] = 0xe0 | (len >>> 8)
    target[p++] = len
  } else {
    target[p++] = 0xf0
    target[p++] = len
    target[p++] = len >>> 8
    target[p++] = len >>> 16
    target[p++] = len >>> 24
  }
  copyBytes(buf, off, target, p, len)
  p += len
  return p + writeBacklen(target, p, p - at) - at
}

/** Writes the backlen of an entry of `body` bytes; answers how many bytes it took. */
function writeBacklen(target: Uint8Array, p: number, body: number): number {
  const size = backlenSize(body)
  for (let i = p + size - 1; i > p; i--) {
    target[i] = (body & 0x7f) | 0x80
    body >>>= 7
  }
  target[p] = body
  return size
}

/** Writes the safe integer n as an entry, its backlen included; answers its size. */
export function lpEncodeInteger(target: Uint8Array, at: number, n: number): number {
  if (n >= 0 && n <= 127) {
    target[at] = n
    target[at + 1] = 1
    return 2
  }
  if (n >= -4096 && n <= 4095) {
    target[at] = 0xc0 | ((n >> 8) & 0x1f)
    target[at + 1] = n
    target[at + 2] = 2
    return 3
  }
  if (n >= -2147483648 && n <= 2147483647) {
    const size = integerSize(n)
    target[at] = size + 0xed
    target[at + 1] = n
    target[at + 2] = n >> 8
    if (size > 4) target[at + 3] = n >> 16
    if (size > 5) target[at + 4] = n >> 24
    target[at + size - 1] = size - 1
    return size
  }
  return encodeWords(target, at, (n % TWO32) | 0, Math.floor(n / TWO32))
}

/** The canonical text of a 64-bit integer of 16 to 20 characters, whose value a double may not hold. */
function encodeInt64Text(target: Uint8Array, at: number, buf: Uint8Array, off: number, len: number): number {
  const negative = buf[off] === MINUS
  const split = off + len - 9
  let upper = 0
  for (let i = negative ? off + 1 : off; i < split; i++) upper = upper * 10 + buf[i]! - 48
  let lower = 0
  for (let i = split; i < off + len; i++) lower = lower * 10 + buf[i]! - 48
  // upper * 10^9 + lower, upper < 2^34, in two steps that stay below 2^53.
  const thousands = Math.floor(upper / 65536) * 1e9
  const rest = (thousands % 65536) * 65536 + (upper % 65536) * 1e9 + lower
  let low = (rest % TWO32) | 0
  let high = (Math.floor(thousands / 65536) + Math.floor(rest / TWO32)) | 0
  if (negative) {
    low = -low | 0
    high = low === 0 ? -high | 0 : ~high
  }
  return encodeWords(target, at, low, high)
}

function encodeWords(target: Uint8Array, at: number, low: number, high: number): number {
  target[at] = 0xf4
  for (let i = 0; i < 4; i++) {
    target[at + 1 + i] = low >> (8 * i)
    target[at + 5 + i] = high >> (8 * i)
  }
  target[at + 9] = 9
  return LP_INTEGER_MAX
}
