/**
 * The bytes of a HyperLogLog, a string that Redis made up: 16 bytes of header (the magic, the encoding,
 * three bytes of nothing, the cached cardinality), then 16,384 registers of six bits, densely or as runs
 * (`sparse.ts`). Bit 63 of the cardinality says that it must be counted anew.
 */

export const REGISTERS = 16384
/** Bits of a hash that name a register. */
export const INDEX_BITS = 14
/** The largest value of a register: the hash's other bits are all zero. */
export const RANK_MAX = 64 - INDEX_BITS + 1
export const HEADER = 16
export const DENSE_LENGTH: number = HEADER + (REGISTERS * 6) / 8
export const DENSE = 0
export const SPARSE = 1

const H = 0x48
const Y = 0x59
const L = 0x4c
const ENCODING_AT = 4
const CARDINALITY_AT = 8
const STALE_AT = 15
const STALE = 0x80

/** Whether `bytes[at, at + length)` is one, as far as header and length tell. */
export function isHyperLogLog(bytes: Uint8Array, at: number, length: number): boolean {
  if (length < HEADER || bytes[at] !== H || bytes[at + 1] !== Y) return false
  if (bytes[at + 2] !== L || bytes[at + 3] !== L) return false
  const encoding = encodingOf(bytes, at)
  return encoding === SPARSE || (encoding === DENSE && length === DENSE_LENGTH)
}

export function encodingOf(bytes: Uint8Array, at: number): number {
  return bytes[at + ENCODING_AT]!
}

/** Writes the header of an empty one, whose cardinality, 0, is known. */
export function writeHeader(bytes: Uint8Array, at: number, encoding: number): void {
  bytes.fill(0, at, at + HEADER)
  bytes.set([H, Y, L, L], at)
  bytes[at + ENCODING_AT] = encoding
}

/** Takes all of another one's header but the encoding. */
export function copyHeader(
  from: Uint8Array,
  fromAt: number,
  to: Uint8Array,
  at: number,
  encoding: number,
): void {
  for (let i = 0; i < HEADER; i++) to[at + i] = from[fromAt + i]!
  to[at + ENCODING_AT] = encoding
}

/** The cached cardinality, -1 when it must be counted. */
export function cachedCardinality(bytes: Uint8Array, at: number): number {
  if ((bytes[at + STALE_AT]! & STALE) !== 0) return -1
  let n = 0
  for (let i = 7; i >= 0; i--) n = n * 256 + bytes[at + CARDINALITY_AT + i]!
  return n
}

/** The same to the last digit, where it is beyond 2^53: of a value that was tampered with. */
export function exactCardinality(bytes: Uint8Array, at: number): bigint {
  let n = 0n
  for (let i = 7; i >= 0; i--) n = (n << 8n) | BigInt(bytes[at + CARDINALITY_AT + i]!)
  return n
}

export function cacheCardinality(bytes: Uint8Array, at: number, cardinality: number): void {
  for (let i = 0; i < 8; i++, cardinality = Math.floor(cardinality / 256)) {
    bytes[at + CARDINALITY_AT + i] = cardinality % 256
  }
}

/** The registers changed. */
export function forgetCardinality(bytes: Uint8Array, at: number): void {
  bytes[at + STALE_AT]! |= STALE
}
