/**
 * Entries of a listpack, or of a quicklist's node, written to a client as bulk strings, straight from where
 * they lie: LRANGE and all that reply with many elements. Short texts and small numbers, which are most, take
 * no call at all.
 */
import { digits, writeInteger } from '../../shared/bytes/integer.ts'
import { viewOf } from '../../shared/bytes/view.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import { SHORT_BULK, writeShortBulk } from '../../shared/resp/short-bulk.ts'
import { lpInteger, lpNext, lpPrev, lpRead } from './listpack.ts'
import { Slice } from './slice.ts'

/** Bytes around a text, or those of an integer. */
const SHORT_REPLY = 48

const slice = new Slice()

/**
 * Replies with up to `count` entries of `bytes[p, limit)`, in order; answers how many of them were not there.
 */
export function replyForward(
  reply: ReplyWriter,
  bytes: Uint8Array,
  p: number,
  limit: number,
  count: number,
): number {
  const source = viewOf(bytes)
  let buf = reply.buf
  let target = viewOf(buf)
  let to = reply.pos
  let last = buf.length - SHORT_REPLY
  for (; count > 0 && p < limit; count--) {
    const c = bytes[p]!
    let head = 1
    let length = c & 0x3f
    if (c < 0x80 || c >= 0xc0) {
      head = 2
      length = c >= 0xe0 && c < 0xf0 ? ((c & 0xf) << 8) | bytes[p + 1]! : SHORT_BULK
    }
    if (length >= SHORT_BULK || to + length > last) {
      reply.pos = to
      replyEntry(reply, bytes, p)
      buf = reply.buf
      target = viewOf(buf)
      to = reply.pos
      last = buf.length - SHORT_REPLY
      p = lpNext(bytes, p)
      continue
    }
    to = writeShortBulk(target, to, source, p + head, length)
    p += head + length + 1
  }
  reply.pos = to
  return count
}

/**
 * Replies with up to `count` entries of `bytes[low, p)`, the last one first; answers how many were not there.
 */
export function replyBackward(
  reply: ReplyWriter,
  bytes: Uint8Array,
  low: number,
  p: number,
  count: number,
): number {
  for (; count > 0 && p > low; count--) {
    p = lpPrev(bytes, p)
    replyEntry(reply, bytes, p)
  }
  return count
}

/** Replies with the entry at p. */
export function replyEntry(reply: ReplyWriter, bytes: Uint8Array, p: number): void {
  const n = lpInteger(bytes, p)
  if (Number.isNaN(n)) {
    lpRead(bytes, p, slice)
    reply.bulk(slice.bytes, slice.off, slice.len)
    return
  }
  reply.ensure(SHORT_REPLY)
  const buf = reply.buf
  const at = reply.pos
  buf[at] = 36
  let to = writeInteger(buf, at + 1, digits(n))
  buf[to++] = 13
  buf[to++] = 10
  to = writeInteger(buf, to, n)
  buf[to++] = 13
  buf[to++] = 10
  reply.pos = to
}
