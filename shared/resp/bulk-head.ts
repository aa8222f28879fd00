/**
 * The beginnings of short bulk strings, `$<length>\r\n`, ready to be stored with one eight-byte write: what
 * such a write leaves behind the head is overwritten by the string itself and its line end.
 */

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

/** Bytes of the head of a bulk string of fewer than SHORT_BULK bytes. */
export function headBytes(length: number): number {
  return length < 10 ? 4 : 5
}
