/**
 * The arguments of one request, as positions in the bytes they arrived in. Commands read bytes from here;
 * nothing becomes a JavaScript string unless a command asks. One object serves a connection for its whole
 * life, so an argument is valid only while its command runs: what must outlive it is copied (`bytes`,
 * `clone`).
 */
import { parseInt64, parseSafeInteger } from '../bytes/integer.ts'
import { equalBytes } from '../bytes/text.ts'

/** Positions of the arguments of one request inside `buf`. `argc` counts the command name. */
export class Args {
  buf: Uint8Array
  argc: number
  /** Byte offset of argument i in `buf`. */
  off: Int32Array
  /** Byte length of argument i. */
  len: Int32Array
  /** The request's own bytes, `[start, end)` of `buf`; for an inline request there are none (`end` = 0). */
  start: number
  end: number

  constructor(capacity = 8) {
    this.buf = EMPTY
    this.argc = 0
    this.off = new Int32Array(capacity)
    this.len = new Int32Array(capacity)
    this.start = 0
    this.end = 0
  }

  /** Makes room for `count` arguments, keeping those there are. */
  reserve(count: number): void {
    if (count <= this.off.length) return
    const capacity = Math.max(count, this.off.length * 2)
    const off = new Int32Array(capacity)
    const len = new Int32Array(capacity)
    off.set(this.off.subarray(0, this.argc))
    len.set(this.len.subarray(0, this.argc))
    this.off = off
    this.len = len
  }

  /**
   * Argument i, or its first `most` bytes, as text: each byte one character (latin1), so that any bytes
   * survive the way back.
   */
  text(i: number, most = 0x7fffffff): string {
    const off = this.off[i]!
    return (this.buf as Buffer).toString('latin1', off, off + Math.min(this.len[i]!, most))
  }

  /** A copy of argument i's bytes. */
  bytes(i: number): Uint8Array {
    const off = this.off[i]!
    const copy = Buffer.allocUnsafeSlow(this.len[i]!)
    copy.set(this.buf.subarray(off, off + copy.length))
    return copy
  }

  /** Argument i's bytes in place; valid only while the command runs. */
  view(i: number): Uint8Array {
    const off = this.off[i]!
    return this.buf.subarray(off, off + this.len[i]!)
  }

  /** Whether argument i is the ASCII word `upper`, ignoring case. `upper` is written in capitals. */
  is(i: number, upper: string): boolean {
    const n = this.len[i]!
    if (n !== upper.length) return false
    const buf = this.buf
    const off = this.off[i]!
    for (let k = 0; k < n; k++) {
      let c = buf[off + k]!
      if (c >= 97 && c <= 122) c -= 32
      if (c !== upper.charCodeAt(k)) return false
    }
    return true
  }

  /** Whether arguments i and k are the same bytes. */
  same(i: number, k: number): boolean {
    const { buf, off, len } = this
    return equalBytes(buf, off[i]!, len[i]!, buf, off[k]!, len[k]!)
  }

  /** Argument i as an integer in its canonical form, or NaN when it is none or is outside +-2^53. */
  integer(i: number): number {
    return parseSafeInteger(this.buf, this.off[i]!, this.len[i]!)
  }

  /** Argument i as a signed 64-bit integer in its canonical form, or null. */
  int64(i: number): bigint | null {
    return parseInt64(this.buf, this.off[i]!, this.len[i]!)
  }

  /** A copy that owns its bytes: for queued and blocked commands. */
  clone(): Args {
    const copy = new Args(Math.max(1, this.argc))
    let size = 0
    for (let i = 0; i < this.argc; i++) size += this.len[i]!
    const buf = Buffer.allocUnsafeSlow(size)
    let at = 0
    for (let i = 0; i < this.argc; i++) {
      const off = this.off[i]!
      const len = this.len[i]!
      buf.set(this.buf.subarray(off, off + len), at)
      copy.off[i] = at
      copy.len[i] = len
      at += len
    }
    copy.buf = buf
    copy.argc = this.argc
    return copy
  }

  /** The arguments from the i-th on, over the same bytes: a command inside a command (COMMAND GETKEYS). */
  from(i: number): Args {
    const rest = new Args(Math.max(1, this.argc - i))
    rest.buf = this.buf
    rest.argc = this.argc - i
    rest.off.set(this.off.subarray(i, this.argc))
    rest.len.set(this.len.subarray(i, this.argc))
    return rest
  }

  /** Arguments made from values: texts are latin1. For commands the server makes itself. */
  static of(...values: (string | Uint8Array)[]): Args {
    const parts = values.map(v => (typeof v === 'string' ? Buffer.from(v, 'latin1') : v))
    const args = new Args(parts.length)
    args.buf = Buffer.concat(parts)
    let at = 0
    for (const part of parts) {
      args.off[args.argc] = at
      args.len[args.argc++] = part.length
      at += part.length
    }
    return args
  }
}

const EMPTY: Uint8Array = Buffer.alloc(0)
