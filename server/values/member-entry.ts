/**
 * The form of an entry of a member table (`member-table.ts` has the layout): lengths, and where the parts
 * begin. All positions are byte offsets in the entry's arena segment; `at` is where the entry's length
 * stands, behind the score of a sorted set's entry.
 */

/** In the first byte of a hash field's length: the field expires. */
export const EXPIRING = 0x80
/** An EXPIRING field's time (a double, ms since 1970) and a word for the hash's own use. */
export const EXPIRY_BYTES = 12
const LENGTH = 0x7f
const TWO_BYTES = 126
const FOUR_BYTES = 127
const TWO_BYTES_MAX = 0xffff

/** How many bytes a length takes. */
export function lengthBytes(length: number): number {
  if (length < TWO_BYTES) return 1
  return length <= TWO_BYTES_MAX ? 3 : 5
}

/** Writes a length; gives the position behind it. */
export function writeLength(bytes: Uint8Array, at: number, length: number): number {
  if (length < TWO_BYTES) {
    bytes[at] = length
    return at + 1
  }
  bytes[at + 1] = length
  bytes[at + 2] = length >>> 8
  if (length <= TWO_BYTES_MAX) {
    bytes[at] = TWO_BYTES
    return at + 3
  }
  bytes[at] = FOUR_BYTES
  bytes[at + 3] = length >>> 16
  bytes[at + 4] = length >>> 24
  return at + 5
}

/** The length at `at`. */
export function readLength(bytes: Uint8Array, at: number): number {
  const h = bytes[at]! & LENGTH
  if (h < TWO_BYTES) return h
  const low = bytes[at + 1]! | (bytes[at + 2]! << 8)
  return h === TWO_BYTES ? low : low | (bytes[at + 3]! << 16) | (bytes[at + 4]! << 24)
}

/** Where the bytes begin whose length stands at `at`. */
export function contentAt(bytes: Uint8Array, at: number): number {
  const h = bytes[at]!
  const length = h & LENGTH
  const behind = at + (length < TWO_BYTES ? 1 : length === TWO_BYTES ? 3 : 5)
  return h < EXPIRING ? behind : behind + EXPIRY_BYTES
}

/** Where the expiry of an EXPIRING field stands. */
export function expiryAt(bytes: Uint8Array, at: number): number {
  return contentAt(bytes, at) - EXPIRY_BYTES
}

/** Bytes of the whole entry that begins at `start`. */
export function entryBytes(bytes: Uint8Array, start: number, prefix: number, isHash: boolean): number {
  const at = start + prefix
  const end = contentAt(bytes, at) + readLength(bytes, at)
  return (isHash ? contentAt(bytes, end) + readLength(bytes, end) : end) - start
}
