/**
 * Reads a zipmap, the packed form of small hashes before Redis 2.6 (format: zipmap.c):
 *
 *   1 byte  number of fields; 254 and more: unknown
 *   fields  [length][field][length][unused bytes behind the value: 1 byte][value][unused bytes]
 *   1 byte  255
 *
 * A length is one byte below 254, or 254 and four bytes, little-endian. As with ziplists, nothing is
 * believed.
 */
import type { Slice } from '../../values/slice.ts'
import { AT_END, CORRUPT, ENTRY, uint32 } from './ziplist.ts'

const END = 255
const LONG = 254

export class Zipmap {
  private bytes: Uint8Array
  private at: number
  private pos: number
  private end: number
  private count: number

  constructor() {
    this.bytes = new Uint8Array(0)
    this.at = 0
    this.pos = 0
    this.end = 0
    this.count = 0
  }

  /** Begins at the front of `bytes[off, off + len)`; false when it cannot be a zipmap. */
  open(bytes: Uint8Array, off: number, len: number): boolean {
    this.bytes = bytes
    this.at = off
    this.pos = off + 1
    this.end = off + len - 1
    this.count = 0
    return len >= 2 && bytes[this.end] === END
  }

  /** Reads the next field with its value; ENTRY, AT_END or CORRUPT. */
  next(field: Slice, value: Slice): number {
    if (this.pos === this.end) {
      const told = this.bytes[this.at]!
      return told >= LONG || told === this.count ? AT_END : CORRUPT
    }
    const fieldLength = this.length()
    if (fieldLength < 0) return CORRUPT
    this.take(field, fieldLength)
    const valueLength = this.length()
    if (valueLength < 0 || this.pos >= this.end) return CORRUPT
    const unused = this.bytes[this.pos++]!
    if (this.pos + valueLength + unused > this.end) return CORRUPT
    this.take(value, valueLength)
    this.pos += unused
    this.count++
    return ENTRY
  }

  /** A length whose bytes stay inside, with what it measures; -1 otherwise. */
  private length(): number {
    const { bytes, end } = this
    if (this.pos >= end) return -1
    let len = bytes[this.pos++]!
    if (len > LONG) return -1
    if (len === LONG) {
      const p = this.pos
      if (p + 4 > end) return -1
      len = uint32(bytes, p)
      this.pos = p + 4
    }
    return this.pos + len <= end ? len : -1
  }

  private take(slice: Slice, len: number): void {
    slice.set(this.bytes, this.pos, len)
    this.pos += len
  }
}
