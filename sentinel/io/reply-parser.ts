/**
 * Replies of servers and sentinels (RESP2) from bytes as they arrive: texts are latin1, errors are told
 * apart.
 *
 * A peer may be anything that listens on the port, so what it sends is bounded: nested arrays, values and
 * bytes of one reply. redis-parser, which Node clients use, knows no bounds and decodes UTF-8.
 */
import type { Reply } from '../core/types.ts'

const REPLY_MAX_BYTES = 16 * 1024 * 1024
/** Values in one reply: an unfinished reply is read again with each chunk, so it must be cheap to read. */
const VALUES_MAX = 10_000
const DEPTH_MAX = 8
const LINE_MAX_BYTES = 64 * 1024

const CR = 13
const MORE = Symbol('more')

/** What a peer sends is not the protocol. */
export class ReplyProtocolError extends Error {}

export class ReplyParser {
  private readonly reply: (reply: Reply) => void
  private buf: Buffer
  private pos: number
  /** Values of the reply that is being read. */
  private values: number

  /** `reply` is called for each whole reply, during `feed`. */
  constructor(reply: (reply: Reply) => void) {
    this.reply = reply
    this.buf = Buffer.alloc(0)
    this.pos = 0
    this.values = 0
  }

  /** Takes bytes. Throws ReplyProtocolError; then the parser is of no further use. */
  feed(chunk: Buffer): void {
    this.buf = this.buf.length === 0 ? chunk : Buffer.concat([this.buf, chunk])
    this.pos = 0
    let start = 0
    while (start < this.buf.length) {
      this.values = 0
      const value = this.value(0)
      if (value === MORE) break
      start = this.pos
      this.reply(value)
    }
    this.buf = this.buf.subarray(start)
    if (this.buf.length > REPLY_MAX_BYTES) throw new ReplyProtocolError('reply too large')
  }

  private value(depth: number): Reply | typeof MORE {
    if (++this.values > VALUES_MAX) throw new ReplyProtocolError('too many values in one reply')
    const type = this.buf[this.pos]
    const line = this.line()
    if (line === MORE) return MORE
    switch (type) {
      case 0x2b: // +
        return line
      case 0x2d: // -
        return { error: line }
      case 0x3a: // :
        return integer(line)
      case 0x24: // $
        return this.bulk(integer(line))
      case 0x2a: // *
        return this.array(integer(line), depth)
      default:
        throw new ReplyProtocolError(`unexpected byte 0x${(type ?? 0).toString(16).padStart(2, '0')}`)
    }
  }

  /** The rest of the line after its type. */
  private line(): string | typeof MORE {
    const end = this.buf.indexOf(CR, this.pos)
    if (end < 0 || end + 1 >= this.buf.length) {
      if (this.buf.length - this.pos > LINE_MAX_BYTES) throw new ReplyProtocolError('line too long')
      return MORE
    }
    const line = this.buf.toString('latin1', this.pos + 1, end)
    this.pos = end + 2
    return line
  }

  private bulk(length: number): string | null | typeof MORE {
    if (length < 0) return null
    if (length > REPLY_MAX_BYTES) throw new ReplyProtocolError('bulk string too large')
    const end = this.pos + length
    if (end + 2 > this.buf.length) return MORE
    const text = this.buf.toString('latin1', this.pos, end)
    this.pos = end + 2
    return text
  }

  private array(count: number, depth: number): Reply[] | null | typeof MORE {
    if (count < 0) return null
    if (depth === DEPTH_MAX) throw new ReplyProtocolError('arrays nested too deeply')
    const elements: Reply[] = []
    for (let i = 0; i < count; i++) {
      if (this.pos >= this.buf.length) return MORE
      const element = this.value(depth + 1)
      if (element === MORE) return MORE
      elements.push(element)
    }
    return elements
  }
}

function integer(text: string): number {
  if (!/^[+-]?\d{1,19}$/.test(text)) throw new ReplyProtocolError(`'${text.slice(0, 32)}' is no number`)
  return Number(text)
}

/** A request as an array of bulk strings; words are latin1. */
export function encodeRequest(words: readonly string[]): string {
  let text = `*${words.length}\r\n`
  for (const word of words) text += `$${word.length}\r\n${word}\r\n`
  return text
}
