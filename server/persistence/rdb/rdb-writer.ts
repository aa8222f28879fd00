/**
 * Writes an RDB stream, piece by piece, into a sink. The upper methods write what a file is made of (header,
 * opcodes, string entries, the end); the lower ones write the format's primitives, from which the codecs of
 * other types build their values. Choices are Redis's own: integer texts of at most 11 characters become 1, 2
 * or 4 bytes, strings above 20 bytes are LZF-compressed where that helps.
 *
 * Where it departs: Redis compresses strings of any length; here those above `lzfMaxLength` are written as
 * they are, because compressing runs between other clients' requests. Raise the limit where it does not.
 *
 * Ownership: a chunk belongs to the writer; it is the sink's only during the call. Chunks are the writer's
 * one buffer or, for long strings, stretches of the caller's own bytes: no string is ever gathered in memory.
 */
import { copyBytes } from '../../../shared/bytes/copy.ts'
import { Crc64 } from '../../../shared/bytes/crc64.ts'
import { parseSafeInteger } from '../../../shared/bytes/integer.ts'
import { lzfCompress } from '../../../shared/bytes/lzf.ts'
import { writeLatin1 } from '../../../shared/bytes/text.ts'
import {
  ENCODED,
  ENCODING_INT8,
  ENCODING_INT16,
  ENCODING_INT32,
  ENCODING_LZF,
  LENGTH_14BIT,
  LENGTH_32BIT,
  LENGTH_64BIT,
  MAGIC,
  OPCODE_AUX,
  OPCODE_EOF,
  OPCODE_EXPIRETIME_MS,
  OPCODE_FREQ,
  OPCODE_FUNCTION2,
  OPCODE_IDLE,
  OPCODE_RESIZEDB,
  OPCODE_SELECTDB,
  TYPE_STRING,
  VERSION_WRITTEN,
} from './rdb-format.ts'

/** Takes `chunk[0, length)`, which stands only during the call. */
export type RdbSink = (chunk: Uint8Array, length: number) => void

export interface RdbWriterOptions {
  /** LZF-compress strings (`rdbcompression`); true unless told otherwise. */
  readonly compression?: boolean
  /** End with a CRC64 (`rdbchecksum`), else with zeros; true unless told otherwise. */
  readonly checksum?: boolean
  /** The longest string that is compressed, in bytes; 1 MiB unless told otherwise. */
  readonly lzfMaxLength?: number
}

export const BUFFER_SIZE = 64 * 1024
/** Strings of at least this size go to the sink from where they are. */
const PASS_THROUGH = 16 * 1024
/** The longest decimal text that can be an int32. */
const INTEGER_TEXT_MAX = 11
const LZF_MIN_LENGTH = 21
/** The most that any single primitive puts in the buffer without asking again. */
const PRIMITIVE_MAX = 16

export class RdbWriter {
  private readonly sink: RdbSink
  private readonly compression: boolean
  private readonly checksum: boolean
  private readonly lzfMaxLength: number
  private readonly buf: Uint8Array
  private readonly float: DataView
  private pos: number
  private flushed: number
  private readonly crc: Crc64
  private packed: Uint8Array

  constructor(sink: RdbSink, options: RdbWriterOptions = {}) {
    this.sink = sink
    this.compression = options.compression ?? true
    this.checksum = options.checksum ?? true
    this.lzfMaxLength = options.lzfMaxLength ?? 1024 * 1024
    this.buf = new Uint8Array(BUFFER_SIZE)
    this.float = new DataView(this.buf.buffer)
    this.pos = 0
    this.flushed = 0
    this.crc = new Crc64()
    this.packed = new Uint8Array(0)
  }

  /** A writer with the same options for a part of a stream that is kept elsewhere first. */
  sibling(sink: RdbSink): RdbWriter {
    const { compression, lzfMaxLength } = this
    return new RdbWriter(sink, { compression, checksum: false, lzfMaxLength })
  }

  /** Bytes written so far, those still in the buffer included. */
  get bytesWritten(): number {
    return this.flushed + this.pos
  }

  /** The stream's start. */
  header(version = VERSION_WRITTEN): void {
    this.ascii(MAGIC + String(version).padStart(4, '0'))
  }

  /** An auxiliary field; latin1 texts. */
  aux(name: string, value: string): void {
    this.byte(OPCODE_AUX)
    this.text(name)
    this.text(value)
  }

  selectDb(db: number): void {
    this.byte(OPCODE_SELECTDB)
    this.length(db)
  }

  resizeDb(keys: number, expires: number): void {
    this.byte(OPCODE_RESIZEDB)
    this.length(keys)
    this.length(expires)
  }

  /** The next entry's expiry, unix time in milliseconds. */
  expireMs(at: number): void {
    this.byte(OPCODE_EXPIRETIME_MS)
    this.int64LE(at)
  }

  /** The next entry's idle time in seconds (LRU policies). */
  idle(seconds: number): void {
    this.byte(OPCODE_IDLE)
    this.length(seconds)
  }

  /** The next entry's LFU counter, 0..255. */
  freq(counter: number): void {
    this.byte(OPCODE_FREQ)
    this.byte(counter)
  }

  /** An entry's type byte and key; its value is to follow. */
  key(type: number, bytes: Uint8Array, off: number, len: number): void {
    this.byte(type)
    this.string(bytes, off, len)
  }

  /** A string entry whose value is in one place. */
  stringEntry(
    key: Uint8Array,
    keyOff: number,
    keyLen: number,
    value: Uint8Array,
    valueOff: number,
    valueLen: number,
  ): void {
    this.key(TYPE_STRING, key, keyOff, keyLen)
    this.string(value, valueOff, valueLen)
  }

  /** A function library's source. */
  functionLibrary(code: Uint8Array): void {
    this.byte(OPCODE_FUNCTION2)
    this.string(code, 0, code.length)
  }

  /** The end: opcode and checksum (zeros when it is off). Flushes. */
  eof(): void {
    this.byte(OPCODE_EOF)
    this.flush()
    if (this.checksum) this.crc.writeTo(this.buf, 0)
    else this.buf.fill(0, 0, 8)
    this.pos = 8
    this.flush()
  }

  /** Hands what is in the buffer to the sink. */
  flush(): void {
    if (this.pos === 0) return
    const length = this.pos
    this.pos = 0
    this.emit(this.buf, length)
  }

  private emit(chunk: Uint8Array, length: number): void {
    if (this.checksum) this.crc.update(chunk, 0, length)
    this.flushed += length
    this.sink(chunk, length)
  }

  private room(n: number): void {
    if (this.pos + n > BUFFER_SIZE) this.flush()
  }

  byte(value: number): void {
    this.room(1)
    this.buf[this.pos++] = value
  }

  /** A length, or any count or number the format writes as one; a safe integer >= 0. */
  length(n: number): void {
    this.room(PRIMITIVE_MAX)
    const { buf } = this
    if (n < 64) {
      buf[this.pos++] = n
    } else if (n < 16384) {
      buf[this.pos++] = LENGTH_14BIT | (n >>> 8)
      buf[this.pos++] = n
    } else if (n <= 0xffffffff) {
      buf[this.pos++] = LENGTH_32BIT
      this.uint32be(n)
    } else {
      buf[this.pos++] = LENGTH_64BIT
      this.uint32be(Math.floor(n / 2 ** 32))
      this.uint32be(n % 2 ** 32)
    }
  }

  /** As `length`, for an exact unsigned 64-bit number (stream ids). */
  length64(n: bigint): void {
    if (n <= BigInt(Number.MAX_SAFE_INTEGER)) {
      this.length(Number(n))
      return
    }
    this.room(PRIMITIVE_MAX)
    this.buf[this.pos++] = LENGTH_64BIT
    this.uint32be(Number(n >> 32n))
    this.uint32be(Number(n & 0xffffffffn))
  }

  private uint32be(n: number): void {
    this.float.setUint32(this.pos, n)
    this.pos += 4
  }

  /** A signed 64-bit number of milliseconds, little-endian; a safe integer. */
  int64LE(n: number): void {
    this.room(8)
    const high = Math.floor(n / 2 ** 32)
    this.float.setUint32(this.pos, n - high * 2 ** 32, true)
    this.float.setInt32(this.pos + 4, high, true)
    this.pos += 8
  }

  /** A double as its 8 bytes, little-endian. */
  binaryDouble(n: number): void {
    this.room(8)
    this.float.setFloat64(this.pos, n, true)
    this.pos += 8
  }

  /** A string, in the encoding Redis would choose. */
  string(bytes: Uint8Array, off: number, len: number): void {
    if (len <= INTEGER_TEXT_MAX) {
      const n = parseSafeInteger(bytes, off, len)
      if (n >= -0x80000000 && n <= 0x7fffffff) {
        this.encodedInteger(n)
        return
      }
    } else if (this.compresses(len)) {
      if (this.compressedString(bytes, off, len)) return
    }
    this.length(len)
    this.raw(bytes, off, len)
  }

  /** A latin1 text as a string. */
  text(text: string): void {
    const bytes = new Uint8Array(text.length)
    writeLatin1(bytes, 0, text)
    this.string(bytes, 0, bytes.length)
  }

  /** The integer `n` as a string: encoded when it is an int32, else its digits. */
  integerString(n: number): void {
    if (n >= -0x80000000 && n <= 0x7fffffff) this.encodedInteger(n)
    else this.text(String(n))
  }

  /** Whether a string of this length is compressed where that helps. */
  compresses(len: number): boolean {
    return this.compression && len >= LZF_MIN_LENGTH && len <= this.lzfMaxLength
  }

  /**
   * Starts a string of `len` bytes that is not in one place: exactly `len` bytes of `raw` calls must follow.
   * Such a string is not compressed.
   */
  beginString(len: number): void {
    this.length(len)
  }

  private encodedInteger(n: number): void {
    this.room(PRIMITIVE_MAX)
    const { buf } = this
    let encoding = ENCODING_INT32
    if (n >= -0x80 && n <= 0x7f) encoding = ENCODING_INT8
    else if (n >= -0x8000 && n <= 0x7fff) encoding = ENCODING_INT16
    buf[this.pos++] = ENCODED | encoding
    for (let i = 0; i < 1 << encoding; i++) buf[this.pos++] = n >> (8 * i)
  }

  /** Writes the string compressed, unless that saves less than 4 bytes: then answers false. */
  private compressedString(bytes: Uint8Array, off: number, len: number): boolean {
    if (this.packed.length < len) this.packed = new Uint8Array(Math.max(len, 4096))
    const packedLength = lzfCompress(bytes, off, len, this.packed, len - 4)
    if (packedLength === 0) return false
    this.packedString(this.packed, 0, packedLength, len)
    if (this.packed.length > 4 * BUFFER_SIZE) this.packed = new Uint8Array(0)
    return true
  }

  /** A string of `length` bytes that LZF has made `bytes[off, off + packedLength)`. */
  packedString(bytes: Uint8Array, off: number, packedLength: number, length: number): void {
    this.byte(ENCODED | ENCODING_LZF)
    this.length(packedLength)
    this.length(length)
    this.raw(bytes, off, packedLength)
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array, off: number, len: number): void {
    if (len >= PASS_THROUGH) {
      this.flush()
      for (let at = 0; at < len; at += BUFFER_SIZE) {
        const size = Math.min(BUFFER_SIZE, len - at)
        this.emit(bytes.subarray(off + at, off + at + size), size)
      }
      return
    }
    this.room(len)
    const { buf, pos } = this
    copyBytes(bytes, off, buf, pos, len)
    this.pos = pos + len
  }

  private ascii(text: string): void {
    this.room(text.length)
    this.pos = writeLatin1(this.buf, this.pos, text)
  }
}
