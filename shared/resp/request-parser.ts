/**
 * Incremental parser of requests: RESP arrays of bulk strings, and inline commands. It finds the arguments
 * where they lie. Bytes are copied only when a request spans reads: the unfinished tail moves to a buffer the
 * connection holds, parsing resumes where it stopped, and a large argument is never scanned or copied twice
 * (growth by doubling). Limits and error texts are Redis's.
 */
import { parseInt64 } from '../bytes/integer.ts'
import { withView } from '../bytes/view.ts'
import { splitArgs } from '../config/split-args.ts'
import { Args } from './args.ts'

/** What `next` found. */
export const MORE = 0
export const REQUEST = 1
export const BAD = 2

/** How many numbers `skim` gives of a request. */
export const SKIMMED = 8

/** What `nextInline` found beyond these: a line without words. */
const BLANK = 3

const INLINE_MAX = 65536
const UNAUTHENTICATED_ARGS = 10
const UNAUTHENTICATED_BULK = 16384
const HOLD_KEEP = 32768

const EMPTY: Uint8Array = Buffer.alloc(0)

/** One connection's parser: `feed` a chunk, call `next` until it says MORE, then `retain`. */
export class RequestParser {
  readonly args: Args
  /** The reason, after `next` returned BAD: the text that follows `ERR `. */
  error: string
  /** Before authentication a request may be no larger than 10 arguments of 16 KiB. */
  authenticated: boolean
  /** Bound on one argument (proto-max-bulk-len), bytes. */
  maxBulk: number
  private buf: Uint8Array
  private pos: number
  private end: number
  /** Arguments still to come of the request being read; 0 between requests. */
  private remaining: number
  /** Length of the argument being read, or -1 while its length is unknown. */
  private bulk: number
  private hold: Uint8Array
  private held: number

  constructor() {
    this.args = new Args()
    this.error = ''
    this.authenticated = true
    this.maxBulk = 512 * 1024 * 1024
    this.buf = EMPTY
    this.pos = 0
    this.end = 0
    this.remaining = 0
    this.bulk = -1
    this.hold = EMPTY
    this.held = 0
  }

  /** Bytes of an unfinished request held between reads. */
  heldBytes(): number {
    return this.held
  }

  /** Capacity of the buffer that holds them: what the connection costs. */
  heldCapacity(): number {
    return this.hold.length
  }

  /** Bytes received but not yet parsed. */
  unparsed(): number {
    return this.end - this.pos
  }

  /** The first byte of the next request, or `*` when one has begun; -1 while none has come. */
  peek(): number {
    if (this.remaining > 0) return 42
    return this.pos < this.end ? this.buf[this.pos]! : -1
  }

  /** Takes `chunk[0, n)`. The chunk must stay untouched until `retain` was called. */
  feed(chunk: Uint8Array, n: number): void {
    if (this.held === 0) {
      this.buf = chunk
      this.pos = 0
      this.end = n
      return
    }
    this.grow(this.held + n)
    this.hold.set(chunk.subarray(0, n), this.held)
    this.held += n
    this.buf = this.hold
    this.end = this.held
  }

  /** Keeps what `next` could not finish, so that the chunk given to `feed` may be reused. */
  retain(): void {
    const from = this.remaining > 0 ? this.args.start : this.pos
    const rest = this.end - from
    if (rest === 0) {
      this.held = 0
      if (this.hold.length > HOLD_KEEP) {
        this.args.buf = EMPTY
        discard(this.hold)
        this.hold = EMPTY
      }
    } else if (this.buf === this.hold) {
      if (from > 0) this.hold.copyWithin(0, from, this.end)
      this.held = rest
      this.shift(from)
    } else {
      const tail = this.buf.subarray(from, this.end)
      this.held = 0
      this.grow(rest)
      this.hold.set(tail)
      this.held = rest
      this.shift(from)
    }
    this.buf = this.hold
    this.end = this.held
    if (rest === 0) this.pos = 0
  }

  /**
   * Reads on: REQUEST (see `args`), MORE (needs another chunk) or BAD (see `error`; the connection must end).
   */
  next(): number {
    const args = this.args
    const buf = this.buf
    const end = this.end
    let p = this.pos
    // A loop, as any number of empty requests (blank lines, `*0`) may precede one that asks something.
    while (this.remaining === 0) {
      if (p >= end) return MORE
      if (buf[p] !== 42) {
        const found = this.nextInline()
        if (found !== BLANK) return found
        p = this.pos
        continue
      }
      // The common shape, "*<1 to 9>\r\n", is read here; all else by the careful path.
      let q = p + 4
      const count = q <= end && buf[p + 2] === 13 ? buf[p + 1]! - 48 : 0
      if (count > 0 && count <= 9) this.remaining = count
      else q = this.header(p)
      if (q <= 0) return q === 0 ? MORE : BAD
      args.argc = 0
      args.start = p
      p = q
      if (this.remaining === 0) this.pos = p
      this.bulk = -1
      if (this.remaining > args.off.length) args.reserve(Math.min(this.remaining, 1024))
    }
    args.buf = buf
    let remaining = this.remaining
    let bulk = this.bulk
    while (remaining > 0) {
      if (bulk < 0) {
        // The common shape, "$<one to four digits>\r\n", is read here; all else by the careful path.
        let c = p + 6 < end && buf[p] === 36 ? buf[p + 1]! - 48 : -1
        if (c > 0 && c <= 9) {
          let q = p + 2
          bulk = c
          while ((c = buf[q]! - 48) >= 0 && c <= 9 && q < p + 5) {
            bulk = bulk * 10 + c
            q++
          }
          if (buf[q] === 13) p = q + 2
          else bulk = -1
        }
        if (bulk < 0 || !this.authenticated || bulk > this.maxBulk) {
          if (bulk >= 0) p = this.backToLength(p)
          this.remaining = remaining
          const q = this.bulkHeader(p)
          if (q <= 0) {
            this.pos = p
            this.bulk = -1
            return q === 0 ? MORE : BAD
          }
          bulk = this.bulk
          p = q
        }
      }
      if (p + bulk + 2 > end) {
        this.pos = p
        this.remaining = remaining
        this.bulk = bulk
        return MORE
      }
      const i = args.argc
      if (i === args.off.length) args.reserve(i + 1)
      args.off[i] = p
      args.len[i] = bulk
      args.argc = i + 1
      p += bulk + 2
      bulk = -1
      remaining--
    }
    this.remaining = 0
    this.bulk = -1
    this.pos = p
    args.end = p
    return REQUEST
  }

  /**
   * Looks at whole requests of the plain form that are still to come, at most `most`, and leaves everything
   * as it is. Of each it gives SKIMMED numbers in `found`: offset and length, in the bytes fed, of arguments
   * 0 to 3 (a length of -1 where there is none). Answers how many requests it looked at.
   */
  skim(found: Int32Array, most: number): number {
    const { buf, end } = this
    if (this.remaining > 0) return 0
    let p = this.pos
    let count = 0
    for (; count < most; count++) {
      const argc = p + 3 < end && buf[p] === 42 && buf[p + 2] === 13 ? buf[p + 1]! - 48 : 0
      if (argc < 1 || argc > 9) break
      p += 4
      const at = count * SKIMMED
      found[at + 3] = found[at + 5] = found[at + 7] = -1
      for (let i = 0; i < argc; i++) {
        // As in `next`: "$<one to four digits>\r\n".
        let length = p + 6 < end && buf[p] === 36 ? buf[p + 1]! - 48 : -1
        if (length < 0 || length > 9) return count
        let q = p + 2
        for (let c = buf[q]! - 48; c >= 0 && c <= 9 && q < p + 5; c = buf[q]! - 48) {
          length = length * 10 + c
          q++
        }
        p = q + 2
        if (buf[q] !== 13 || p + length + 2 > end) return count
        if (i < 4) {
          found[at + 2 * i] = p
          found[at + 2 * i + 1] = length
        }
        p += length + 2
      }
    }
    return count
  }

  /** The bytes that offsets of `args` and `skim` count in. */
  get bytes(): Uint8Array {
    return this.buf
  }

  /** From just behind a length line back to its `$`. */
  private backToLength(p: number): number {
    let q = p - 3
    while (this.buf[q] !== 36) q--
    return q
  }

  /** Reads `*<count>\r\n` at `p`; sets `remaining`. Gives the position behind it, 0 for MORE, -1 for BAD. */
  private header(p: number): number {
    const line = this.line(p, 'too big mbulk count string')
    if (line <= 0) return line
    let count = canonical(this.buf, p + 1, line)
    // No request either, however negative the count.
    if (Number.isNaN(count) && (parseInt64(this.buf, p + 1, line - p - 1) ?? 0n) < 0n) count = 0
    if (Number.isNaN(count) || count > 0x7fffffff) return this.bad('invalid multibulk length')
    if (count > UNAUTHENTICATED_ARGS && !this.authenticated) {
      return this.bad('unauthenticated multibulk length')
    }
    this.remaining = count > 0 ? count : 0
    return line + 2
  }

  /** Reads `$<length>\r\n` at `p`; sets `bulk`. Gives the position behind it, 0 for MORE, -1 for BAD. */
  private bulkHeader(p: number): number {
    const line = this.line(p, 'too big bulk count string')
    if (line <= 0) return line
    const first = this.buf[p]!
    if (first !== 36) return this.bad(`expected '$', got '${String.fromCharCode(first)}'`)
    const length = canonical(this.buf, p + 1, line)
    if (Number.isNaN(length) || length < 0 || length > this.maxBulk) return this.bad('invalid bulk length')
    if (length > UNAUTHENTICATED_BULK && !this.authenticated) return this.bad('unauthenticated bulk length')
    this.bulk = length
    return line + 2
  }

  /**
   * Position of the `\r` that ends the line at `p` when the `\n` has arrived too; else 0, or -1 when too
   * long.
   */
  private line(p: number, tooLong: string): number {
    const at = this.buf.indexOf(13, p)
    if (at < 0 || at >= this.end) return this.end - p > INLINE_MAX ? this.bad(tooLong) : 0
    return at + 1 < this.end ? at : 0
  }

  private bad(reason: string): number {
    this.error = `Protocol error: ${reason}`
    return -1
  }

  private nextInline(): number {
    const at = this.buf.indexOf(10, this.pos)
    if (at < 0 || at >= this.end) {
      if (this.end - this.pos > INLINE_MAX) {
        this.bad('too big inline request')
        return BAD
      }
      return MORE
    }
    const from = this.pos
    const stop = at > from && this.buf[at - 1] === 13 ? at - 1 : at
    this.pos = at + 1
    const args = this.args
    args.start = 0
    args.end = 0
    if (!this.plainWords(from, stop)) {
      const words = splitArgs((this.buf as Buffer).toString('latin1', from, stop))
      if (words === null) {
        this.bad('unbalanced quotes in request')
        return BAD
      }
      const made = Args.of(...words)
      args.argc = 0
      args.reserve(made.argc)
      args.buf = made.buf
      args.off.set(made.off.subarray(0, made.argc))
      args.len.set(made.len.subarray(0, made.argc))
      args.argc = made.argc
    }
    return args.argc === 0 ? BLANK : REQUEST
  }

  /**
   * Finds the words of the line `[from, to)` in place; false when it holds what only `splitArgs` can read.
   */
  private plainWords(from: number, to: number): boolean {
    const args = this.args
    const buf = this.buf
    args.buf = buf
    args.argc = 0
    let start = -1
    for (let p = from; p < to; p++) {
      const c = buf[p]!
      if (c === 34 || c === 39 || c === 0 || c === 11 || c === 12) return false
      if (c === 32 || c === 9 || c === 13) {
        if (start >= 0) this.word(start, p)
        start = -1
      } else if (start < 0) start = p
    }
    if (start >= 0) this.word(start, to)
    return true
  }

  private word(start: number, end: number): void {
    const args = this.args
    const i = args.argc
    if (i === args.off.length) args.reserve(i + 1)
    args.off[i] = start
    args.len[i] = end - start
    args.argc = i + 1
  }

  private grow(needed: number): void {
    const want =
      this.bulk > 0 ? Math.max(needed, Math.min(this.bulk + 64 + needed - this.held, needed * 2)) : needed
    if (want <= this.hold.length) return
    const room = Math.max(want, needed, Math.min(this.hold.length * 2, 1 << 30), 1024)
    const next = withView(Buffer.allocUnsafeSlow(room))
    next.set(this.hold.subarray(0, this.held))
    discard(this.hold)
    this.hold = next
  }

  /** Moves every position `by` bytes down, after the bytes were moved. */
  private shift(by: number): void {
    this.pos -= by
    if (this.remaining === 0) return
    const args = this.args
    args.start -= by
    for (let i = 0; i < args.argc; i++) args.off[i]! -= by
  }
}

/** Frees a buffer that is ours alone now instead of whenever the collector finds it. */
function discard(buf: Uint8Array): void {
  if (buf !== EMPTY) (buf.buffer as ArrayBuffer).transfer(0)
}

/** The canonical integer in `buf[from, to)`: no sign but `-`, no leading zero; NaN otherwise. */
function canonical(buf: Uint8Array, from: number, to: number): number {
  let i = from
  const negative = buf[i] === 45
  if (negative) i++
  if (i >= to || to - i > 15) return Number.NaN
  if (buf[i] === 48 && (to - i > 1 || negative)) return Number.NaN
  let n = 0
  for (; i < to; i++) {
    const c = buf[i]! - 48
    if (c < 0 || c > 9) return Number.NaN
    n = n * 10 + c
  }
  return negative ? -n : n
}
