/** Registers of six bits side by side, the lowest bits first; four of them share three bytes. */
import { HEADER, REGISTERS } from './form.ts'

/** Register `index` of the dense HyperLogLog at `bytes[at]`. */
export function denseGet(bytes: Uint8Array, at: number, index: number): number {
  const bit = index * 6
  const i = at + HEADER + (bit >>> 3)
  // Of the last register nothing lies in the byte after, which may be beyond the end.
  return ((bytes[i]! | ((bytes[i + 1] ?? 0) << 8)) >>> (bit & 7)) & 63
}

export function densePut(bytes: Uint8Array, at: number, index: number, rank: number): void {
  const bit = index * 6
  const shift = bit & 7
  const i = at + HEADER + (bit >>> 3)
  bytes[i] = (bytes[i]! & ~(63 << shift)) | (rank << shift)
  if (shift > 2) bytes[i + 1] = (bytes[i + 1]! & ~(63 >>> (8 - shift))) | (rank >>> (8 - shift))
}

/** Raises a register to `rank`; false when it is that high. */
export function denseRaise(bytes: Uint8Array, at: number, index: number, rank: number): boolean {
  if (denseGet(bytes, at, index) >= rank) return false
  densePut(bytes, at, index, rank)
  return true
}

/** Adds up how many registers have which rank. */
export function denseHistogram(bytes: Uint8Array, at: number, histogram: Int32Array): void {
  for (let i = at + HEADER, end = i + (REGISTERS * 6) / 8; i < end; i += 3) {
    const four = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16)
    histogram[four & 63]!++
    histogram[(four >>> 6) & 63]!++
    histogram[(four >>> 12) & 63]!++
    histogram[four >>> 18]!++
  }
}

/** Raises `ranks`, a byte per register, to the registers. */
export function denseMerge(bytes: Uint8Array, at: number, ranks: Uint8Array): void {
  for (let r = 0, i = at + HEADER; r < REGISTERS; r += 4, i += 3) {
    const four = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16)
    if (four === 0) continue
    if ((four & 63) > ranks[r]!) ranks[r] = four & 63
    if (((four >>> 6) & 63) > ranks[r + 1]!) ranks[r + 1] = (four >>> 6) & 63
    if (((four >>> 12) & 63) > ranks[r + 2]!) ranks[r + 2] = (four >>> 12) & 63
    if (four >>> 18 > ranks[r + 3]!) ranks[r + 3] = four >>> 18
  }
}
