/**
 * The listpack, byte for byte as Redis keeps it in memory and in RDB files: many short values in one piece.
 *
 *   4 bytes  total length, little-endian
 *   2 bytes  number of entries; 65535: unknown, to be counted
 *   entries  [encoding and length][data][backlen], the last a way to walk backwards
 *   1 byte   0xff
 *
 * Functions over `(bytes, at)`; positions are absolute offsets in `bytes`. An entry has one canonical
 * encoding, so a value that is looked for is encoded once and then compared as raw bytes. (Redis decodes each
 * entry instead; the two differ only for entries that Redis itself never writes.)
 */
import { copyBytes } from '../../shared/bytes/copy.ts'
import type { Home } from './home.ts'
import { backlenSize, bodySize, longSize, word } from './listpack-entry.ts'

export {
  INT64_TEXT_MAX,
  LP_INTEGER_MAX,
  LP_OVERHEAD,
  lpEncode,
  lpEncodedSize,
  lpEncodeInteger,
  lpEntrySize,
  lpInteger,
  lpIsInteger,
  lpRead,
  writeInt64,
} from './listpack-entry.ts'

/** Bytes before the first entry. */
export const LP_HEADER = 6
/** Bytes of a listpack without entries. */
export const LP_EMPTY = 7
export const LP_END = 0xff
/** The header's count of a listpack whose entries must be counted. */
const COUNT_UNKNOWN = 0xffff

/** Writes an empty listpack: LP_EMPTY bytes. */
export function lpInit(bytes: Uint8Array, at: number): void {
  lpSetHeader(bytes, at, LP_EMPTY, 0)
  bytes[at + LP_HEADER] = LP_END
}

export function lpSetHeader(bytes: Uint8Array, at: number, total: number, count: number): void {
  bytes[at] = total
  bytes[at + 1] = total >>> 8
  bytes[at + 2] = total >>> 16
  bytes[at + 3] = total >>> 24
  if (count > COUNT_UNKNOWN) count = COUNT_UNKNOWN
  bytes[at + 4] = count
  bytes[at + 5] = count >>> 8
}

/** Bytes of the whole listpack. */
export function lpTotal(bytes: Uint8Array, at: number): number {
  return word(bytes, at) >>> 0
}

/** How many entries there are; a count that was unknown is written to the header when it fits. */
export function lpCount(bytes: Uint8Array, at: number): number {
  const count = bytes[at + 4]! | (bytes[at + 5]! << 8)
  if (count !== COUNT_UNKNOWN) return count
  let n = 0
  for (let p = at + LP_HEADER; bytes[p] !== LP_END; p = lpNext(bytes, p)) n++
  if (n < COUNT_UNKNOWN) {
    bytes[at + 4] = n
    bytes[at + 5] = n >>> 8
  }
  return n
}

// Walking
// -----------------------------------------------------------------------------------------------------------

/** Position of the first entry, or of the end. */
export function lpFirst(at: number): number {
  return at + LP_HEADER
}

/** Position behind the entry at p: the next entry, or the end (`bytes[p] === LP_END`). */
export function lpNext(bytes: Uint8Array, p: number): number {
  const c = bytes[p]!
  if (c < 0x80) return p + 2
  if (c < 0xc0) return p + (c & 0x3f) + 2
  return p + longSize(bytes, p, c)
}

/** Position of the entry before p, which is not the first; p may be the end. */
export function lpPrev(bytes: Uint8Array, p: number): number {
  const c = bytes[p - 1]!
  if (c < 0x80) return p - 1 - c
  let body = c & 0x7f
  let i = p - 2
  let b = bytes[i]!
  let unit = 128
  while (b >= 0x80) {
    body += (b & 0x7f) * unit
    unit *= 128
    b = bytes[--i]!
  }
  return i - body - b * unit
}

/** Position of the last entry, -1 when there is none. */
export function lpLast(bytes: Uint8Array, at: number): number {
  const total = lpTotal(bytes, at)
  return total === LP_EMPTY ? -1 : lpPrev(bytes, at + total - 1)
}

/** Position of the entry with this number, from the nearer end; -1 when there is none. */
export function lpSeek(bytes: Uint8Array, at: number, index: number): number {
  const count = lpCount(bytes, at)
  if (index < 0 || index >= count) return -1
  if (index * 2 <= count) {
    let p = at + LP_HEADER
    for (; index > 0; index--) p = lpNext(bytes, p)
    return p
  }
  let p = at + lpTotal(bytes, at) - 1
  for (; index < count; index++) p = lpPrev(bytes, p)
  return p
}

// Looking for entries
// -----------------------------------------------------------------------------------------------------------

/** Whether the entry at p is the encoded one, which is compared from its end: beginnings are often alike. */
export function lpMatch(
  bytes: Uint8Array,
  p: number,
  encoded: Uint8Array,
  encOff: number,
  encLen: number,
): boolean {
  if (bytes[p] !== encoded[encOff]) return false
  for (let i = encLen - 1; i > 0; i--) if (bytes[p + i] !== encoded[encOff + i]) return false
  return true
}

/** Position of the first entry equal to the encoded one, looking at every (skip + 1)-th; -1 when none is. */
export function lpFind(
  bytes: Uint8Array,
  at: number,
  encoded: Uint8Array,
  encOff: number,
  encLen: number,
  skip: number,
): number {
  const first = encoded[encOff]!
  let wait = 0
  for (let p = at + LP_HEADER; ; ) {
    const c = bytes[p]!
    if (wait === 0) {
      if (c === LP_END) return -1
      if (c === first && lpMatch(bytes, p, encoded, encOff, encLen)) return p
      wait = skip
    } else wait--
    if (c < 0x80) p += 2
    else if (c < 0xc0) p += (c & 0x3f) + 2
    else p += longSize(bytes, p, c)
  }
}

// Changing a listpack that is a record's value
// -----------------------------------------------------------------------------------------------------------

/**
 * Takes `removeCount` entries of `removeBytes` bytes out at `pos` (relative to the listpack's start) and
 * makes room for `addCount` of `addBytes` bytes there; resizes the value and fixes the header. Answers the
 * absolute offset, in `home.records.valueBytes`, where the caller writes the new entries. The listpack is
 * what the value holds from `base` on.
 */
export function lpSplice(
  home: Home,
  pos: number,
  removeBytes: number,
  removeCount: number,
  addBytes: number,
  addCount: number,
  base = 0,
): number {
  const records = home.records
  const total = records.valueLength - base
  const delta = addBytes - removeBytes
  const tail = total - pos - removeBytes
  if (delta > 0) home.resizeValue(base + total + delta)
  if (delta !== 0) {
    const from = records.valueAt + base + pos + removeBytes
    moveBytes(records.valueBytes, from, from + delta, tail)
    if (delta < 0) home.resizeValue(base + total + delta)
  }
  const bytes = records.valueBytes
  const at = records.valueAt + base
  let count = bytes[at + 4]! | (bytes[at + 5]! << 8)
  if (count !== COUNT_UNKNOWN) count += addCount - removeCount
  lpSetHeader(bytes, at, total + delta, count)
  return at + pos
}

/** Moves bytes within a buffer; the two places may overlap. */
export function moveBytes(bytes: Uint8Array, from: number, to: number, length: number): void {
  copyBytes(bytes, from, bytes, to, length)
}

// Payloads from outside
// -----------------------------------------------------------------------------------------------------------

/** Whether `bytes[off, off + len)` is a listpack, as far as the header goes or, `deep`, entry by entry. */
export function lpValidate(bytes: Uint8Array, off: number, len: number, deep: boolean): boolean {
  if (len < LP_EMPTY || off + len > bytes.length) return false
  const end = off + len - 1
  if (lpTotal(bytes, off) !== len || bytes[end] !== LP_END) return false
  if (!deep) return true
  let count = 0
  let p = off + LP_HEADER
  while (p < end) {
    const c = bytes[p]!
    const header = c === 0xf0 ? 5 : c >= 0xe0 && c < 0xf0 ? 2 : 1
    if (p + header > end) return false
    const body = bodySize(bytes, p, c)
    const size = body + backlenSize(body)
    if (body === 0 || p + size > end || !backlenSays(bytes, p + size, body)) return false
    p += size
    count++
  }
  const told = bytes[off + 4]! | (bytes[off + 5]! << 8)
  return p === end && (told === COUNT_UNKNOWN || told === count)
}

/** Whether the backlen that ends before p is `body`, in as many bytes as it takes. */
function backlenSays(bytes: Uint8Array, p: number, body: number): boolean {
  const size = backlenSize(body)
  for (let i = 1; i < size; i++) {
    if (bytes[p - i] !== ((body % 128) | 0x80)) return false
    body = Math.floor(body / 128)
  }
  return bytes[p - size] === body
}
