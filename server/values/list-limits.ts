/**
 * `list-max-listpack-size` as rules: when a listpack has become too long to stay one. Negative numbers are
 * classes of bytes, 4 KiB to 64 KiB; others count entries, with 8 KiB as a limit all the same. A list that is
 * one listpack and the nodes of a quicklist obey the same directive, each in its own way, and all as in Redis
 * 7.2, because it shows (OBJECT ENCODING, DUMP).
 */
const CLASS_BYTES = [4096, 8192, 16384, 32768, 65536]
/** Bytes of a listpack that is limited by its count. */
const SAFETY_BYTES = 8192
/** What Redis assumes that an entry takes beside its text. */
const ENTRY_OVERHEAD = 8
const FILL_MAX = 32767

/** The setting as a quicklist keeps it: what is out of bounds means the same as the bound. */
export function storedFill(fill: number): number {
  return Math.min(Math.max(fill, -CLASS_BYTES.length), FILL_MAX)
}

/** The most bytes of a node under this setting. */
export function nodeBytes(fill: number): number {
  return fill >= 0 ? SAFETY_BYTES : CLASS_BYTES[Math.min(-fill, CLASS_BYTES.length) - 1]!
}

/** The most entries of a node. */
function nodeCount(fill: number): number {
  return fill >= 0 ? Math.min(Math.max(fill, 1), FILL_MAX) : Number.POSITIVE_INFINITY
}

/** Whether a listpack of `bytes` bytes and `count` entries is too long. */
export function exceeds(fill: number, bytes: number, count: number): boolean {
  return bytes > nodeBytes(fill) || (fill >= 0 && count > nodeCount(fill))
}

/** Whether a node of `bytes` bytes and `count` entries takes one more, of `length` bytes of text. */
export function takesOne(fill: number, bytes: number, count: number, length: number): boolean {
  return !exceeds(fill, bytes + length + ENTRY_OVERHEAD, count + 1)
}

/**
 * Whether a quicklist of one node is short enough to be a listpack again; half of that when it just shrank.
 */
export function fitsListpack(fill: number, bytes: number, count: number, shrank: boolean): boolean {
  if (fill < 0) return bytes <= (shrank ? nodeBytes(fill) >>> 1 : nodeBytes(fill))
  const limit = nodeCount(fill)
  return count <= (shrank ? limit >>> 1 : limit)
}
