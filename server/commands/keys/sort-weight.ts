/**
 * A text as a weight of SORT: what C's strtod makes of all of it, as far as its first zero byte. Unlike
 * elsewhere in Redis the empty text is 0 and space before the number is allowed.
 */
import { parseDouble } from '../../../shared/bytes/double.ts'

/** Smallest double with full precision: below it strtod reports an underflow. */
const SMALLEST_NORMAL = 2 ** -1022

/** The weight, or NaN when the text is none. */
export function parseWeight(bytes: Uint8Array, off: number, len: number): number {
  if (len === 0) return 0
  const end = off + len
  let from = off
  while (from < end && isSpace(bytes[from]!)) from++
  let to = from
  while (to < end && bytes[to] !== 0) to++
  if (to === off) return 0
  const weight = parseDouble(bytes, from, to - from)
  return weight !== 0 && Math.abs(weight) < SMALLEST_NORMAL ? NaN : weight
}

function isSpace(c: number): boolean {
  return c === 0x20 || (c >= 9 && c <= 13)
}
