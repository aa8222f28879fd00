/** A record's key, where the table meets it: compared and hashed in place. `records.ts` has the layout. */
import { sameBytes } from '../../shared/bytes/copy.ts'
import { hashBytes } from '../../shared/bytes/hash.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { EXPIRES, LONG_KEY } from './records.ts'

/** The hash of a record's key. */
export function hashOfKey(arena: Arena, ref: number): number {
  const segment = ref >>> SEGMENT_SHIFT
  const words = arena.words[segment]!
  const w = (ref & SEGMENT_MASK) << 1
  const meta = words[w]!
  let at = w + 2
  let length = words[w + 1]! & 0xffff
  if ((meta & LONG_KEY) !== 0) length = words[at++]!
  if ((meta & EXPIRES) !== 0) at += 3
  return hashBytes(arena.bytes[segment]!, at << 2, length)
}

/** Whether the key of record `ref` is `buf[off, off + len)`. */
export function sameKey(arena: Arena, ref: number, buf: Uint8Array, off: number, len: number): boolean {
  const segment = ref >>> SEGMENT_SHIFT
  const words = arena.words[segment]!
  const w = (ref & SEGMENT_MASK) << 1
  const meta = words[w]!
  let at = w + 2
  let length = words[w + 1]! & 0xffff
  if ((meta & LONG_KEY) !== 0) length = words[at++]!
  if (length !== len) return false
  if ((meta & EXPIRES) !== 0) at += 3
  return sameBytes(arena.bytes[segment]!, at << 2, buf, off, len)
}
