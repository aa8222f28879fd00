/**
 * A reading position in an RDB stream whose bytes arrive in pieces. Readers take primitives from it; when one
 * is not wholly there yet, `SHORT` is thrown (one object, made once), the position returns to the last
 * `commit`, and the reader is asked again when enough has arrived. So readers are written straight down, as
 * if all bytes were there, and a commit after each entry or element bounds what is read twice.
 *
 * Ownership: what a read hands out (`ByteSlice`) stands until the next `commit` or `append`; copy what must
 * live longer.
 */
import { writeInteger } from '../../../shared/bytes/integer.ts'
import { lzfDecompress, lzfMaxExpansion } from '../../../shared/bytes/lzf.ts'
import { copyOf, latin1 } from '../../../shared/bytes/text.ts'
import { RdbError, type RdbFault } from './rdb-error.ts'
import {
  ENCODED,
  ENCODING_INT8,
  ENCODING_INT16,
  ENCODING_INT32,
  ENCODING_LZF,
  LENGTH_14BIT,
  LENGTH_32BIT,
  LENGTH_64BIT,
} from './rdb-format.ts'

/** Thrown when more bytes must arrive first. Not an error: readers let it pass. */
export const SHORT = new Error('the RDB stream has not arrived this far')

/** The window's usual size: twice what a reader should append at a time. */
const WINDOW = 128 * 1024
/** Up to this size a string's announced length is believed and room made at once. */
const BELIEVED = 64 * 1024 * 1024
const STRING_LENGTH_MAX = 2 ** 32 - 1

const EMPTY = new Uint8Array(0)
const BAD_LZF = 'Invalid LZF compressed string'

/** A string read from the stream: `bytes[off, off + len)`. One object serves many reads. */
export class ByteSlice {
  bytes: Uint8Array
  off: number
  len: number
  /** Room for strings that do not stand in the stream as they are (integers, LZF). */
  scratch: Uint8Array

  constructor() {
    this.bytes = EMPTY
    this.off = 0
    this.len = 0
    this.scratch = EMPTY
  }

  /** A copy of the bytes, of exactly their length. */
  copy(): Uint8Array {
    return copyOf(this.bytes, this.off, this.len)
  }

  text(): string {
    return latin1(this.bytes, this.off, this.len)
  }

  /** Points at `len` bytes of its own scratch room, made large enough. */
  reserve(len: number): Uint8Array {
    if (this.scratch.length < len || this.scratch.length > WINDOW) {
      this.scratch = new Uint8Array(Math.max(len, 64))
    }
    this.bytes = this.scratch
    this.off = 0
    this.len = len
    return this.scratch
  }
}

export class RdbCursor {
  /**
   * The window: bytes `[mark, end)` of `buf` have arrived and are not committed; `pos` is where reading is.
   */
  buf: Uint8Array
  mark: number
  pos: number
  end: number
  /** Offset in the stream of `buf[0]`. */
  base: number
  /** How many bytes after `mark` are needed before a retry makes sense. */
  needed: number
  private readonly float: DataView

  constructor() {
    this.buf = EMPTY
    this.mark = 0
    this.pos = 0
    this.end = 0
    this.base = 0
    this.needed = 0
    this.float = new DataView(new ArrayBuffer(8))
  }

  /** The stream offset of the reading position. */
  offset(): number {
    return this.base + this.pos
  }

  /**
   * Reads from `bytes` in place, without a copy, as the whole stream: for payloads that are already complete.
   */
  static over(bytes: Uint8Array, off: number, len: number): RdbCursor {
    const cursor = new RdbCursor()
    cursor.buf = bytes
    cursor.mark = off
    cursor.pos = off
    cursor.end = off + len
    cursor.base = -off
    return cursor
  }

  /** Copies newly arrived bytes to the window's end. Answers whether a retry can make progress now. */
  append(bytes: Uint8Array, off: number, len: number): boolean {
    this.makeRoom(len)
    this.buf.set(off === 0 && len === bytes.length ? bytes : bytes.subarray(off, off + len), this.end)
    this.end += len
    return this.end - this.mark >= this.needed
  }

  /**
   * Moves what is unread to the front, into a window that is large enough for it, `len` more and the need.
   */
  private makeRoom(len: number): void {
    const kept = this.end - this.mark
    const must = kept + len
    let room = Math.max(must, WINDOW)
    if (this.needed > room) {
      // A long string: one buffer of its size, unless it is so long that the announcement must prove itself.
      const grown = this.buf.length > must ? this.buf.length : Math.max(2 * must, BELIEVED)
      room = Math.max(room, Math.min(this.needed + WINDOW, grown))
    }
    const tooBig = this.buf.length > 4 * WINDOW && room <= WINDOW
    if (this.buf.length >= must && this.buf.length >= room && !tooBig) {
      if (this.mark > 0) this.buf.copyWithin(0, this.mark, this.end)
    } else {
      const wider = new Uint8Array(room)
      wider.set(this.buf.subarray(this.mark, this.end))
      this.buf = wider
    }
    this.base += this.mark
    this.pos -= this.mark
    this.end = kept
    this.mark = 0
  }

  /** Everything up to the reading position is done with. */
  commit(): void {
    this.mark = this.pos
    this.needed = 0
  }

  /** Back to the last commit. */
  rewind(): void {
    this.pos = this.mark
  }

  /** Throws `SHORT` unless `n` more bytes are there. */
  require(n: number): void {
    if (this.end - this.pos < n) {
      this.needed = this.pos - this.mark + n
      throw SHORT
    }
  }

  /** The stream is not what it should be; `words` is how Redis says that. */
  fail(what: string, offset = this.offset(), words = what, fault: RdbFault = 'corrupt'): never {
    throw new RdbError(what, offset, fault, words)
  }

  byte(): number {
    this.require(1)
    return this.buf[this.pos++]!
  }

  skip(n: number): void {
    this.require(n)
    this.pos += n
  }

  /** The length whose first byte, already taken, is `first`. */
  private lengthFrom(first: number): number {
    if (first < LENGTH_14BIT) return first
    if (first < LENGTH_32BIT) return ((first & 63) << 8) | this.byte()
    if (first === LENGTH_32BIT) return this.uint32be()
    if (first === LENGTH_64BIT) {
      const high = this.uint32be()
      return high * 2 ** 32 + this.uint32be()
    }
    const words = `Unknown length encoding ${first >>> 6} in rdbLoadLen()`
    return this.fail(`unknown length form ${first}`, this.offset() - 1, words)
  }

  /** A length (any count or number the format writes as one). Above 2^53 its low bits are lost. */
  length(): number {
    return this.lengthFrom(this.byte())
  }

  /** A length as an exact unsigned 64-bit number (stream ids, module numbers). */
  length64(): bigint {
    this.require(1)
    if (this.buf[this.pos] !== LENGTH_64BIT) return BigInt(this.length())
    this.pos++
    const high = this.uint32be()
    return (BigInt(high) << 32n) | BigInt(this.uint32be())
  }

  private uint32be(): number {
    this.require(4)
    const { buf, pos } = this
    this.pos = pos + 4
    return ((buf[pos]! << 24) | (buf[pos + 1]! << 16) | (buf[pos + 2]! << 8) | buf[pos + 3]!) >>> 0
  }

  /** A little-endian signed number of 1, 2 or 4 bytes. */
  intLE(width: number): number {
    this.require(width)
    let value = 0
    for (let i = 0; i < width; i++) value |= this.buf[this.pos++]! << (8 * i)
    const unused = 32 - 8 * width
    return (value << unused) >> unused
  }

  /** A little-endian signed 64-bit number (milliseconds). Beyond 2^53 its low bits are lost. */
  int64LE(): number {
    this.require(8)
    const low = this.intLE(4) >>> 0
    return this.intLE(4) * 2 ** 32 + low
  }

  /** A double as its 8 bytes, little-endian. */
  binaryDouble(): number {
    this.require(8)
    for (let i = 0; i < 8; i++) this.float.setUint8(i, this.buf[this.pos++]!)
    return this.float.getFloat64(0, true)
  }

  /** A double as text behind one byte of length; 253 is nan, 254 inf, 255 -inf (scores before version 8). */
  textDouble(): number {
    const at = this.offset()
    const len = this.byte()
    if (len === 253) return NaN
    if (len === 254) return Infinity
    if (len === 255) return -Infinity
    this.require(len)
    const text = latin1(this.buf, this.pos, len)
    this.pos += len
    const value = text.trim() === '' ? NaN : Number(text)
    return Number.isNaN(value) ? this.fail(`unreadable double '${text}'`, at) : value
  }

  /** A string of any encoding, into `slice`. */
  string(slice: ByteSlice): void {
    const at = this.offset()
    const first = this.byte()
    if (first >= ENCODED) {
      this.encodedString(slice, first, at)
      return
    }
    const len = this.lengthFrom(first)
    if (len > STRING_LENGTH_MAX) this.fail(`impossible string length ${len}`, at, '', 'short')
    this.require(len)
    slice.bytes = this.buf
    slice.off = this.pos
    slice.len = len
    this.pos += len
  }

  private encodedString(slice: ByteSlice, first: number, at: number): void {
    const encoding = first & 63
    if (encoding === ENCODING_LZF) {
      this.compressedString(slice, at)
    } else if (encoding === ENCODING_INT8 || encoding === ENCODING_INT16 || encoding === ENCODING_INT32) {
      const n = this.intLE(1 << encoding)
      const room = slice.reserve(11)
      slice.len = writeInteger(room, 0, n)
    } else {
      this.fail(`unknown string encoding ${encoding}`, at, `Unknown RDB string encoding type ${encoding}`)
    }
  }

  private compressedString(slice: ByteSlice, at: number): void {
    const packed = this.length()
    const len = this.length()
    if (packed > STRING_LENGTH_MAX || len > STRING_LENGTH_MAX || len > lzfMaxExpansion(packed)) {
      this.fail(`impossible LZF lengths ${packed} and ${len}`, at, BAD_LZF)
    }
    this.require(packed)
    const room = slice.reserve(len)
    try {
      lzfDecompress(this.buf, this.pos, packed, room, 0, len)
    } catch {
      this.fail('LZF data of a string is corrupt', at, BAD_LZF)
    }
    this.pos += packed
  }
}
