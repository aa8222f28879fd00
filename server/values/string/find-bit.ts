/**
 * Finding the first bit of a kind in a run of bytes; bit 0 is the highest of the first byte, as in SETBIT.
 */
import { type Viewed, viewOf } from '../../../shared/bytes/view.ts'

/**
 * Position of the first bit that is `bit` among bits `[from, to)` of what begins at `bytes[at]`; -1 for
 * none.
 */
export function findBit(bytes: Viewed, at: number, bit: 0 | 1, from: number, to: number): number {
  const flip = bit === 1 ? 0 : 0xff
  const last = to - 1
  let byte = from >>> 3
  const lastByte = last >>> 3
  // Bits before `from` are no match.
  let found = (bytes[at + byte]! ^ flip) & (0xff >>> (from & 7))
  if (found === 0 && byte < lastByte) {
    byte = skip(viewOf(bytes), at, byte + 1, lastByte, bit === 1 ? 0 : -1)
    while (byte < lastByte && bytes[at + byte] === flip) byte++
    found = bytes[at + byte]! ^ flip
  }
  if (found === 0) return -1
  const position = byte * 8 + Math.clz32(found) - 24
  return position <= last ? position : -1
}

/**
 * The first byte from `from` on whose word is not `word`, or where fewer than four bytes are left before
 * `to`.
 */
function skip(view: DataView, at: number, from: number, to: number, word: number): number {
  let byte = from
  while (byte + 4 <= to && view.getInt32(at + byte, true) === word) byte += 4
  return byte
}
