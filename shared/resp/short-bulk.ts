/**
 * Short bulk strings, of which most replies consist. Their beginnings, `$<length>\r\n`, are ready to be
 * stored with one eight-byte write: what it leaves behind the head is overwritten by string and line end.
 */
import { copyViews } from '../bytes/copy.ts'

/** Bulk strings of fewer bytes have their heads here. */
export const SHORT_BULK = 100

/**
 * By length, the head's bytes as a double to be stored little-endian. None of them is a NaN, so that a double
 * is as good a carrier of eight bytes as any.
 */
export const bulkHeads: Float64Array = new Float64Array(SHORT_BULK)
for (let length = 0; length < SHORT_BULK; length++) {
  const bytes = Buffer.alloc(8)
  bytes.write(`$${length}\r\n`)
  bulkHeads[length] = bytes.readDoubleLE()
}

/** The line end behind a bulk string. */
export const LINE_END = 0x0d0a

/** Bytes of the head of a bulk string of fewer than SHORT_BULK bytes. */
export function headBytes(length: number): number {
  return length < 10 ? 4 : 5
}

/**
 * Writes `from[fromAt, fromAt + length)`, fewer than SHORT_BULK bytes, as a bulk string; gives the position
 * behind it. There must be room for ten bytes more.
 */
export function writeShortBulk(
  to: DataView,
  at: number,
  from: DataView,
  fromAt: number,
  length: number,
): number {
  to.setFloat64(at, bulkHeads[length]!, true)
  at += headBytes(length)
  if (length >= 8) copyViews(from, fromAt, to, at, length)
  else for (let i = 0; i < length; i++) to.setUint8(at + i, from.getUint8(fromAt + i))
  to.setUint16(at + length, LINE_END)
  return at + length + 2
}
