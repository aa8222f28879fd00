/**
 * Members of a LARGE sorted set written to a client as bulk strings, straight from the entries that a run
 * of a leaf's references leads to: ZRANGE and all that reply with many members.
 */
import { digits, writeInteger } from '../../shared/bytes/integer.ts'
import { viewOf } from '../../shared/bytes/view.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import { LINE_END, SHORT_BULK, writeShortBulk } from '../../shared/resp/short-bulk.ts'
import { type Arena, SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { contentAt, readLength } from './member-entry.ts'

/** A short member and a score, with all around them. */
const ROOM = 160

/** The first entries of runs that were touched not long ago, each in a slot by its last bits. */
const RECENT = 16
const recent = new Int32Array(RECENT)
/** Keeps the reads from being optimised away. */
export let touched = 0

/**
 * Replies with `n` members, those of `words[at]` and on in steps of `step`; with `scores`, each followed by
 * its score at the same distance from `scoreAt`, as RESP2 has it.
 */
export function replyRun(
  reply: ReplyWriter,
  arena: Arena,
  words: Int32Array,
  at: number,
  n: number,
  step: number,
  scores: Float64Array | null,
  scoreAt: number,
): void {
  if (n > 1) touch(arena, words, at, n, step)
  const { views } = arena
  const end = at + n * step
  for (;;) {
    const { buf } = reply
    const out = viewOf(buf)
    const last = buf.length - ROOM
    let to = reply.pos
    // Short members with whole scores, which are nearly all, are written here; any other in between by calls.
    for (; at !== end && to <= last; at += step, scoreAt += step) {
      const ref = words[at]!
      const view = views[ref >>> SEGMENT_SHIFT]!
      const start = ((ref & SEGMENT_MASK) << 3) + 8
      const length = view.getUint8(start)
      if (length >= SHORT_BULK) break
      if (scores === null) {
        to = writeShortBulk(out, to, view, start + 1, length)
        continue
      }
      const score = scores[scoreAt]!
      if (!Number.isSafeInteger(score) || score === 0) break
      to = writeScore(buf, out, writeShortBulk(out, to, view, start + 1, length), score)
    }
    reply.pos = to
    if (at === end) return
    const ref = words[at]!
    const bytes = arena.bytes[ref >>> SEGMENT_SHIFT]!
    const start = ((ref & SEGMENT_MASK) << 3) + 8
    reply.bulk(bytes, contentAt(bytes, start), readLength(bytes, start))
    if (scores !== null) reply.double(scores[scoreAt]!)
    at += step
    scoreAt += step
    if (at === end) return
  }
}

/**
 * Reads a byte of every entry. They lie anywhere, so each is a cache miss, but here the misses overlap: the
 * processor looks further ahead in a short loop than in the one that writes (a hundred of a million: 8 us
 * instead of 11). The same range is often asked for again at once; then that has been done.
 */
function touch(arena: Arena, words: Int32Array, at: number, n: number, step: number): void {
  const first = words[at]!
  const slot = first & (RECENT - 1)
  if (recent[slot] === first) return
  recent[slot] = first
  const { views } = arena
  let sum = 0
  for (const end = at + n * step; at !== end; at += step) {
    const ref = words[at]!
    sum ^= views[ref >>> SEGMENT_SHIFT]!.getUint8(((ref & SEGMENT_MASK) << 3) + 8)
  }
  touched ^= sum
}

/** Writes a whole number as a bulk string. */
function writeScore(buf: Uint8Array, out: DataView, to: number, score: number): number {
  buf[to++] = 36
  to = writeInteger(buf, to, digits(score))
  out.setUint16(to, LINE_END)
  to = writeInteger(buf, to + 2, score)
  out.setUint16(to, LINE_END)
  return to + 2
}
