/**
 * Writes requests in RESP, piece by piece, into a sink: `request`, then each of its arguments. Chunks are the
 * sink's only during the call; long arguments go to it from where they lie.
 */
import { copyBytes } from '../../../shared/bytes/copy.ts'
import { writeDouble } from '../../../shared/bytes/double.ts'
import { writeInteger } from '../../../shared/bytes/integer.ts'
import { writeLatin1 } from '../../../shared/bytes/text.ts'
import type { ImageSink } from '../image.ts'

const BUFFER_SIZE = 64 * 1024
/** Arguments of at least this size go to the sink from where they are. */
const PASS_THROUGH = 16 * 1024
/** The most that a count, a length or a number takes, with its line ends. */
const NUMBER_MAX = 64

const STAR = 42
const DOLLAR = 36

export class CommandWriter {
  private readonly sink: ImageSink
  private readonly buf: Uint8Array
  private readonly digits: Uint8Array
  private pos: number
  private flushed: number

  constructor(sink: ImageSink) {
    this.sink = sink
    this.buf = Buffer.alloc(BUFFER_SIZE)
    this.digits = Buffer.alloc(NUMBER_MAX)
    this.pos = 0
    this.flushed = 0
  }

  /** Bytes written so far, those still in the buffer included. */
  get bytesWritten(): number {
    return this.flushed + this.pos
  }

  sibling(sink: ImageSink): CommandWriter {
    return new CommandWriter(sink)
  }

  /** Begins a request of `argc` arguments, its name among them. */
  request(argc: number, name: string): void {
    this.length(STAR, argc)
    this.text(name)
  }

  /** An argument. */
  bytes(bytes: Uint8Array, off: number, len: number): void {
    this.begin(len)
    this.raw(bytes, off, len)
    this.end()
  }

  /** An argument of `len` bytes that is not in one place: so many of `raw`, then `end`. */
  begin(len: number): void {
    this.length(DOLLAR, len)
  }

  end(): void {
    this.room(2)
    this.buf[this.pos++] = 13
    this.buf[this.pos++] = 10
  }

  /** A short text in ASCII as an argument. */
  text(text: string): void {
    this.length(DOLLAR, text.length)
    this.ascii(text)
    this.end()
  }

  /** A safe integer as an argument. */
  integer(n: number): void {
    this.bytes(this.digits, 0, writeInteger(this.digits, 0, n))
  }

  /** A double as an argument; reading it gives the same double. */
  double(n: number): void {
    this.bytes(this.digits, 0, writeDouble(this.digits, 0, n))
  }

  /** A short text in ASCII as it is. */
  ascii(text: string): void {
    this.room(text.length)
    this.pos = writeLatin1(this.buf, this.pos, text)
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
    copyBytes(bytes, off, this.buf, this.pos, len)
    this.pos += len
  }

  /** Hands what is in the buffer to the sink. */
  flush(): void {
    const length = this.pos
    this.pos = 0
    if (length > 0) this.emit(this.buf, length)
  }

  private emit(chunk: Uint8Array, length: number): void {
    this.flushed += length
    this.sink(chunk, length)
  }

  private length(mark: number, n: number): void {
    this.room(NUMBER_MAX)
    this.buf[this.pos++] = mark
    this.pos = writeInteger(this.buf, this.pos, n)
    this.end()
  }

  private room(n: number): void {
    if (this.pos + n > BUFFER_SIZE) this.flush()
  }
}
