/**
 * Buckets of the hash tables (the keyspace's and those of members): one cache line of sixteen words each.
 *
 *   words 0-2    twelve tag bytes: 0x80 | seven bits of hash, 0 for an empty slot
 *   word 3       the table's own: how many entries at home here or before live further on, and more
 *   words 4-15   twelve references
 *
 * Seven tag bits reject 99% of mismatches without reading what a reference leads to.
 */
export const SLOTS = 12
export const BUCKET_WORDS = 16
export const BUCKET_BYTES = 64
/** Where a bucket's references begin. */
export const REFS = 4
/** A segment has up to 2^MAX_BITS buckets; a key's home comes from the low bits of its hash, as many. */
export const MAX_BITS = 8
const HIGH_BITS = 0x80808080 | 0

/** The tag of a hash in each byte of a word. */
export function tagsOf(hash: number): number {
  return Math.imul(((hash >>> 8) & 0x7f) | 0x80, 0x01010101)
}

/** Of four slots' tags, a bit at each that is (probably, see its reference) `tags`'s. */
export function matchTags(word: number, tags: number): number {
  const x = word ^ tags
  return (x - 0x01010101) & ~x & HIGH_BITS
}

/** Which of four slots the lowest bit of a match is at. */
export function lowestSlot(match: number): number {
  return (31 - Math.clz32(match & -match)) >>> 3
}

/** The first reference in the bucket at word `w` whose tag is a hash's; 0 for none. */
export function candidate(words: Int32Array, w: number, hash: number): number {
  const tags = tagsOf(hash)
  for (let i = 0; i < 3; i++) {
    const match = matchTags(words[w + i]!, tags)
    if (match !== 0) return words[w + REFS + (i << 2) + lowestSlot(match)]!
  }
  return 0
}

/**
 * Puts a reference in the first empty slot of the bucket at word `w`; answers the slot, or -1 when all are
 * taken.
 */
export function occupy(words: Int32Array, w: number, hash: number, ref: number): number {
  for (let i = 0; i < 3; i++) {
    const tags = words[w + i]!
    const empty = ~tags & HIGH_BITS
    if (empty === 0) continue
    const byte = lowestSlot(empty)
    words[w + i] = tags | ((((hash >>> 8) & 0x7f) | 0x80) << (byte << 3))
    words[w + REFS + (i << 2) + byte] = ref
    return (i << 2) + byte
  }
  return -1
}

/** Empties a slot of the bucket at word `w`. */
export function vacate(words: Int32Array, w: number, slot: number): void {
  words[w + (slot >> 2)]! &= ~(0xff << ((slot & 3) << 3))
  words[w + REFS + slot] = 0
}
