/**
 * A piece of bytes that value code hands out: where it lies, not a copy of it. Numbers are not stored as
 * text, so a slice has room of its own to write their digits in. One slice serves many reads; what it holds
 * is good until the next.
 */
export class Slice {
  bytes: Uint8Array
  off: number
  len: number
  /** Room for the digits of any 64-bit integer. */
  readonly scratch: Uint8Array

  constructor() {
    this.scratch = Buffer.alloc(24)
    this.bytes = this.scratch
    this.off = 0
    this.len = 0
  }

  /** Points at `bytes[off, off + len)`. */
  set(bytes: Uint8Array, off: number, len: number): void {
    this.bytes = bytes
    this.off = off
    this.len = len
  }
}
