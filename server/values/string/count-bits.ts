/** Counting the bits that are set in a run of bytes. */
import { bitVectors, PIECE } from './bit-vectors.ts'

/** Runs from so many bytes on are copied and counted by vector instructions. */
const LONG = 256

/** Bits that are set in `bytes[from, to)`. */
export function countBits(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  if (to - from >= LONG) return countLong(bytes, from, to)
  for (let at = from; at < to; at++) count += bitsOf(bytes[at]!)
  return count
}

function countLong(bytes: Uint8Array, from: number, to: number): number {
  const vectors = bitVectors()
  let count = 0
  for (let at = from; at < to; at += PIECE) {
    const size = Math.min(PIECE, to - at)
    vectors.bytes.set(bytes.subarray(at, at + size))
    if (size % 16 !== 0) vectors.bytes.fill(0, size, (size + 15) & ~15)
    count += vectors.count(0, size)
  }
  return count
}

/** Bits that are set in a byte. */
function bitsOf(byte: number): number {
  byte -= (byte >>> 1) & 0x55
  byte = (byte & 0x33) + ((byte >>> 2) & 0x33)
  return (byte + (byte >>> 4)) & 0x0f
}
