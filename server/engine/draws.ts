/**
 * Elements drawn from a collection again and again, each with the same chance, as often as the client says
 * (SRANDMEMBER, HRANDFIELD and ZRANDMEMBER with a negative count). The number has nothing to do with how
 * many elements there are and may be any, so a long reply is made in pieces (`reply-streams.ts`), and it
 * must need no more than the collection's own size when that is about to change: from then on it draws
 * from an urn, which holds each element's reply once. So do many draws from a packed value, which are also
 * quicker so.
 */
import type { Random } from '../../shared/ports/random.ts'
import { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import { type Home, LARGE } from '../values/home.ts'
import type { Values } from '../values/values.ts'
import { PIECE_BYTES, PIECE_ELEMENTS, type Producer } from './reply-streams.ts'

/** How many draws, and about how many bytes of them, a transaction may ask for: its reply is made at once. */
export const MOST_AT_ONCE = 1024 * 1024
export const MOST_BYTES_AT_ONCE = 512 * 1024 * 1024

/** Among the draws of a piece: then hardly any element is one to draw, and those that are, are found once. */
const MISSES = (PIECE_ELEMENTS / 16) * 15

/** What a kind of collection adds. */
export abstract class Draws implements Producer {
  /** Beyond 2^53 only about. */
  readonly count: number
  /** What the reply's head says. */
  private readonly announced: bigint
  private readonly random: Random
  private left: number
  private urn: Urn | null

  /** `announced`: how many elements the reply has, which may be more than one to a draw. */
  constructor(count: bigint, announced: bigint, random: Random) {
    this.count = Number(count)
    this.announced = announced
    this.random = random
    this.left = this.count
    this.urn = null
  }

  /** Turns to the value; gives how many elements there are. */
  protected abstract open(values: Values, home: Home): number
  /** Comes to any element of the open value. */
  protected abstract draw(values: Values, random: Random): void
  /** Comes to the element at a position, as the `walk` of the value classes. */
  protected abstract walk(values: Values, position: number): number
  /** Replies with the element come to; gives its bytes, -1 when it is none to draw. */
  protected abstract reply(values: Values, reply: ReplyWriter): number

  head(reply: ReplyWriter): void {
    if (this.announced <= Number.MAX_SAFE_INTEGER) reply.array(Number(this.announced))
    else reply.raw(Buffer.from(`*${this.announced}\r\n`))
  }

  /** Makes all of the reply but its head. */
  finish(values: Values, home: Home, reply: ReplyWriter): void {
    while (this.step(values, home, reply));
  }

  step(values: Values, home: Home, reply: ReplyWriter): boolean {
    if (this.urn === null) {
      const length = this.open(values, home)
      const packed = (home.records.meta & LARGE) === 0
      if (packed && this.left > length) this.fill(values, reply.resp3)
    }
    let misses = 0
    for (let n = 0, bytes = 0; n < PIECE_ELEMENTS && bytes < PIECE_BYTES; n++) {
      const written = this.urn === null ? this.drawOpen(values, reply) : this.urn.draw(this.random, reply)
      if (written < 0) {
        misses++
        continue
      }
      bytes += written
      if (--this.left <= 0) return false
    }
    if (misses >= MISSES) this.fill(values, reply.resp3)
    return true
  }

  private drawOpen(values: Values, reply: ReplyWriter): number {
    this.draw(values, this.random)
    return this.reply(values, reply)
  }

  /** See `Producer`: few draws are better made than the whole value copied. */
  detach(values: Values, home: Home, resp3: boolean): boolean {
    if (this.urn === null) {
      if (this.open(values, home) >= this.left) return false
      this.fill(values, resp3)
    }
    return true
  }

  /** Takes what is needed of the packed value that `home` holds. */
  take(values: Values, home: Home, resp3: boolean): void {
    this.open(values, home)
    this.fill(values, resp3)
  }

  private fill(values: Values, resp3: boolean): void {
    const { urn, writer } = filling.begin(resp3)
    for (let p = this.walk(values, 0); p >= 0; p = this.walk(values, p)) {
      if (this.reply(values, writer) >= 0) urn.add(filling.written + writer.pos)
    }
    this.urn = filling.end()
  }
}

/** The replies of all elements of a value, one behind the other. */
class Urn {
  bytes: Uint8Array
  /** Where each ends; as many as `count` are used. */
  private ends: Float64Array
  private count: number

  constructor() {
    this.bytes = NOTHING
    this.ends = new Float64Array(128)
    this.count = 0
  }

  add(end: number): void {
    if (this.count === this.ends.length) {
      const grown = new Float64Array(this.count * 2)
      grown.set(this.ends)
      this.ends = grown
    }
    this.ends[this.count++] = end
  }

  /** Replies with one; gives its bytes. */
  draw(random: Random, reply: ReplyWriter): number {
    const i = random.below(this.count)
    const from = i === 0 ? 0 : this.ends[i - 1]!
    const length = this.ends[i]! - from
    reply.rawPart(this.bytes, from, length)
    return length
  }
}

const NOTHING: Uint8Array = Buffer.alloc(0)

/** Fills one urn at a time. */
class Filling {
  urn: Urn
  /** Bytes that went out of the writer's buffer. */
  written: number
  readonly writer: ReplyWriter
  private pieces: Uint8Array[]

  constructor() {
    this.urn = new Urn()
    this.written = 0
    this.pieces = []
    this.writer = new ReplyWriter({
      piece() {},
      flush: (buf, start, end) => {
        this.pieces.push(Buffer.from(buf.subarray(start, end)))
        this.written += end - start
        return buf
      },
    })
  }

  begin(resp3: boolean): this {
    this.urn = new Urn()
    this.written = 0
    this.pieces = []
    this.writer.resp3 = resp3
    return this
  }

  end(): Urn {
    this.writer.spill()
    const { urn } = this
    urn.bytes = this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces)
    this.pieces = []
    return urn
  }
}

const filling = new Filling()
