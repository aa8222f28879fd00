/**
 * What value code sees of the record it works on: the value's bytes where they lie, and a way to make them
 * longer or shorter, which may move the record. Two kinds of home exist: a database (the key looked up last)
 * and a loose record that no table holds yet.
 */

/** The loaded record's value. The fields hold until the record moves; `resizeValue` keeps them current. */
export interface View {
  valueBytes: Uint8Array
  valueAt: number
  valueLength: number
  /** Word 0 of the record: type and encoding bits among others. */
  meta: number
}

export interface Home {
  readonly records: View
  /** Makes the value `length` bytes long: contents up to the smaller length kept, the rest undefined. */
  resizeValue(length: number): void
  /** Says how the value is encoded: LARGE, VARIANT, both or 0. */
  setEncoding(bits: number): void
}

/** The value is four bytes, the reference of a structure in the arena (its root). */
export const LARGE: number = 1 << 30
/** A second form of the packed or of the large encoding: an intset; a hash whose fields expire. */
export const VARIANT: number = 1 << 31
/** Both encoding bits. */
export const ENCODING: number = LARGE | VARIANT

/** The root that a LARGE value holds, of a value that begins at `bytes[at]`. */
export function readRoot(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

/** Writes a root, or another int32, at `bytes[at]`, which need not be aligned. */
export function writeRoot(bytes: Uint8Array, at: number, root: number): void {
  bytes[at] = root
  bytes[at + 1] = root >>> 8
  bytes[at + 2] = root >>> 16
  bytes[at + 3] = root >>> 24
}
