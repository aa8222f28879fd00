/**
 * Reads a ziplist, the packed form of small collections before Redis 7.0 (format: ziplist.c of Redis 6.2):
 *
 *   4 bytes  total length, little-endian
 *   4 bytes  offset of the last entry
 *   2 bytes  number of entries; 65535: unknown
 *   entries  [length of the entry before: 1 byte, or 254 and 4][encoding][data]
 *   1 byte   255
 *
 * Payloads come from outside: nothing in one is believed. Every length must stay inside, every back length
 * and the header must agree with what is there.
 */
import { writeInteger } from '../../../shared/bytes/integer.ts'
import { writeLatin1 } from '../../../shared/bytes/text.ts'
import type { ByteSlice } from './rdb-cursor.ts'

const HEADER = 10
const EMPTY = HEADER + 1
const END = 255
const LONG_BACK = 254
const COUNT_UNKNOWN = 65535
/** Digits of a 64-bit integer and its sign. */
const INTEGER_MAX = 20

/** What `next` answers. */
export const ENTRY = 1
export const AT_END = 0
export const CORRUPT = -1

export class Ziplist {
  private bytes: Uint8Array
  private at: number
  private pos: number
  private end: number
  /** Start and size of the entry read last. */
  private last: number
  private size: number
  private count: number

  constructor() {
    this.bytes = new Uint8Array(0)
    this.at = 0
    this.pos = 0
    this.end = 0
    this.last = 0
    this.size = 0
    this.count = 0
  }

  /** Begins at the front of `bytes[off, off + len)`; false when its header is wrong. */
  open(bytes: Uint8Array, off: number, len: number): boolean {
    this.bytes = bytes
    this.at = off
    this.pos = off + HEADER
    this.end = off + len - 1
    this.last = off + HEADER
    this.size = 0
    this.count = 0
    return len >= EMPTY && this.uint32(off) === len && bytes[this.end] === END
  }

  /** Reads the next entry, as text, into `slice`; ENTRY, AT_END or CORRUPT. */
  next(slice: ByteSlice): number {
    const { bytes, pos, end } = this
    if (pos === end) return this.headerAgrees() ? AT_END : CORRUPT
    let p = pos
    let back = bytes[p++]!
    if (back === LONG_BACK) {
      if (p + 4 > end) return CORRUPT
      back = this.uint32(p)
      p += 4
    } else if (back > LONG_BACK) return CORRUPT
    if (back !== this.size || p >= end) return CORRUPT
    p = this.readBody(p, slice)
    if (p < 0) return CORRUPT
    this.last = pos
    this.size = p - pos
    this.pos = p
    this.count++
    return ENTRY
  }

  private headerAgrees(): boolean {
    const told = this.bytes[this.at + 8]! | (this.bytes[this.at + 9]! << 8)
    if (told !== COUNT_UNKNOWN && told !== this.count) return false
    return this.uint32(this.at + 4) === this.last - this.at
  }

  /** Position behind the entry whose encoding is at p, or -1. */
  private readBody(p: number, slice: ByteSlice): number {
    const { bytes, end } = this
    const c = bytes[p++]!
    if (c >= 0xc0) return this.readInteger(c, p, slice)
    let len = c & 0x3f
    if (c >= 0x40 && c < 0x80) {
      if (p + 1 > end) return -1
      len = (len << 8) | bytes[p++]!
    } else if (c >= 0x80) {
      if (p + 4 > end) return -1
      len = ((bytes[p]! << 24) | (bytes[p + 1]! << 16) | (bytes[p + 2]! << 8) | bytes[p + 3]!) >>> 0
      p += 4
    }
    if (p + len > end) return -1
    slice.bytes = bytes
    slice.off = p
    slice.len = len
    return p + len
  }

  private readInteger(c: number, p: number, slice: ByteSlice): number {
    const { bytes, end } = this
    const width = integerBytes(c)
    if (width < 0 || p + width > end) return -1
    const room = slice.reserve(INTEGER_MAX)
    if (width === 8) {
      const value = new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(p, true)
      slice.len = writeLatin1(room, 0, String(value))
      return p + width
    }
    let value = 0
    for (let i = 0; i < width; i++) value |= bytes[p + i]! << (8 * i)
    const unused = 32 - 8 * width
    value = width === 0 ? (c & 0xf) - 1 : (value << unused) >> unused
    slice.len = writeInteger(room, 0, value)
    return p + width
  }

  private uint32(p: number): number {
    return uint32(this.bytes, p)
  }
}

/** The four bytes at p, little-endian. */
export function uint32(bytes: Uint8Array, p: number): number {
  return (bytes[p]! | (bytes[p + 1]! << 8) | (bytes[p + 2]! << 16) | (bytes[p + 3]! << 24)) >>> 0
}

/**
 * Data bytes of an integer encoding; 0: the value is in the encoding itself; -1: there is no such encoding.
 */
function integerBytes(c: number): number {
  if (c === 0xc0) return 2
  if (c === 0xd0) return 4
  if (c === 0xe0) return 8
  if (c === 0xf0) return 3
  if (c === 0xfe) return 1
  return c >= 0xf1 && c <= 0xfd ? 0 : -1
}
