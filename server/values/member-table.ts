/**
 * The table of members: sets, hashes and sorted sets that have outgrown their packed form. One object serves
 * every value of a type, opened on one root after the other; `member-segments.ts` has the structure, `member-
 * entry.ts` the entries' parts:
 *
 *   [score, 8 bytes: sorted sets] length of the key [expiry, 12 bytes: EXPIRING] key [the rest: hashes]
 *
 * A length is seven bits of one byte up to 125; 126 and 127 say that two or four bytes follow. Its top bit is
 * EXPIRING in a field of a hash: ms since 1970 as a double, and a word for the hash's own use. The rest of a
 * hash's entry is the length of the value, in the same form, and the value.
 */

import { assert } from '../../shared/bytes/assert.ts'
import { copyBytes, sameBytes } from '../../shared/bytes/copy.ts'
import { hashBytes } from '../../shared/bytes/hash.ts'
import type { Random } from '../../shared/ports/random.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { BUCKET_WORDS, lowestSlot, MAX_BITS, matchTags, REFS, SLOTS, tagsOf } from '../memory/buckets.ts'
import type { Walks } from '../memory/walks.ts'
import { contentAt, EXPIRY_BYTES, entryBytes, lengthBytes, readLength, writeLength } from './member-entry.ts'
import { DIRECTORY, MemberSegments, PROGRESS, ROOT_BYTES } from './member-segments.ts'

export const SET_KIND = 0
export const HASH_KIND = 1
export const ZSET_KIND = 2

/** One more than the highest hash. */
export const HASHES = 4294967296
/** Draws before `sample` gives up drawing and takes the next entry there is. */
const DRAWS_MAX = 4096

export class MemberTable extends MemberSegments {
  /** After `walk`: the entry, 0 at the end. */
  walked: number
  /** After `load`: the entry's bytes, its key, and a hash's value (in the same bytes). */
  keyBytes: Uint8Array
  keyAt: number
  keyLength: number
  valueAt: number
  valueLength: number
  private readonly isHash: boolean
  private readonly walks: Walks

  constructor(arena: Arena, kind: number) {
    super(arena, kind === ZSET_KIND ? 8 : 0)
    this.walked = 0
    this.keyBytes = Buffer.alloc(0)
    this.keyAt = 0
    this.keyLength = 0
    this.valueAt = 0
    this.valueLength = 0
    this.isHash = kind === HASH_KIND
    this.walks = arena.walks
  }

  // Finding
  // -------------------------------------------------------------------------------------------------------

  /** The entry whose key is `buf[off, off + len)`, or 0. */
  find(buf: Uint8Array, off: number, len: number): number {
    const hash = hashBytes(buf, off, len)
    this.hash = hash
    const segment = this.segmentOf(hash)
    if (segment === 0) return 0
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    const tags = tagsOf(hash)
    const mask = (1 << this.bits) - 1
    let bucket = (hash & 0xff) >>> (MAX_BITS - this.bits)
    for (let probes = 0; probes <= mask; probes++) {
      const w = base + (bucket << 4)
      for (let i = 0; i < 3; i++) {
        let match = matchTags(words[w + i]!, tags)
        while (match !== 0) {
          const slot = (i << 2) + lowestSlot(match)
          const ref = words[w + REFS + slot]!
          if (this.hasKey(ref, buf, off, len)) {
            this.foundWords = words
            this.foundBucket = w
            this.foundSlot = slot
            return ref
          }
          match &= match - 1
        }
      }
      if (words[w + 3] === 0) return 0
      bucket = (bucket + 1) & mask
    }
    return 0
  }

  private hasKey(ref: number, buf: Uint8Array, off: number, len: number): boolean {
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    const at = ((ref & SEGMENT_MASK) << 3) + this.prefix
    if (readLength(bytes, at) !== len) return false
    return sameBytes(bytes, contentAt(bytes, at), buf, off, len)
  }

  /** Turns to an entry that is known to be in the table, as `find` does. */
  findRef(ref: number): void {
    this.hash = this.hashOf(ref)
    const segment = this.segmentOf(this.hash)
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    const mask = (1 << this.bits) - 1
    let bucket = (this.hash & 0xff) >>> (MAX_BITS - this.bits)
    for (let probes = 0; probes <= mask; probes++) {
      const w = base + (bucket << 4)
      for (let slot = 0; slot < SLOTS; slot++) {
        if (words[w + REFS + slot] !== ref) continue
        this.foundWords = words
        this.foundBucket = w
        this.foundSlot = slot
        return
      }
      bucket = (bucket + 1) & mask
    }
    assert(false, 'an entry is in its table')
  }

  /** Spreads an entry over the key and value fields. */
  load(ref: number): void {
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    const at = ((ref & SEGMENT_MASK) << 3) + this.prefix
    const keyAt = contentAt(bytes, at)
    const length = readLength(bytes, at)
    this.keyBytes = bytes
    this.keyAt = keyAt
    this.keyLength = length
    if (!this.isHash) return
    const rest = keyAt + length
    this.valueAt = contentAt(bytes, rest)
    this.valueLength = readLength(bytes, rest)
  }

  /** Bytes of an entry as they were asked for. */
  entrySize(ref: number): number {
    const start = (ref & SEGMENT_MASK) << 3
    return entryBytes(this.arena.bytes[ref >>> SEGMENT_SHIFT]!, start, this.prefix, this.isHash)
  }

  // Changing
  // ------------------------------------------------------------------------------------------------------

  /**
   * Adds the key that `find` just missed: a new entry with `rest` bytes behind the key, for the caller to
   * write (and the score before it, or the expiry of one whose `flag` is EXPIRING). The key fields are its
   * own. Gives its reference.
   */
  insert(buf: Uint8Array, off: number, len: number, rest: number, flag = 0): number {
    const ref = this.newEntry(buf, off, len, rest, flag)
    this.addBytes(this.arena.goodSize(this.headBytes(len, flag) + len + rest))
    this.link(ref)
    if (this.walks.size !== 0) this.walks.entered(this.root, ref)
    return ref
  }

  /** An entry that is in no table yet; see `insert` and `replace`. */
  newEntry(buf: Uint8Array, off: number, len: number, rest: number, flag = 0): number {
    const head = this.headBytes(len, flag)
    const ref = this.arena.alloc(head + len + rest)
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    const at = (ref & SEGMENT_MASK) << 3
    writeLength(bytes, at + this.prefix, len)
    bytes[at + this.prefix]! |= flag
    const keyAt = at + head
    copyBytes(buf, off, bytes, keyAt, len)
    this.keyBytes = bytes
    this.keyAt = keyAt
    this.keyLength = len
    return ref
  }

  private headBytes(len: number, flag: number): number {
    return this.prefix + lengthBytes(len) + (flag === 0 ? 0 : EXPIRY_BYTES)
  }

  /** Another entry with the same key, complete, takes the place of the one found, which the caller frees. */
  replace(ref: number): void {
    const at = this.foundBucket + REFS + this.foundSlot
    const old = this.foundWords[at]!
    if (this.walks.size !== 0) {
      this.walks.changing(this.root, old)
      this.walks.entered(this.root, ref)
    }
    this.addBytes(this.arena.goodSize(this.entrySize(ref)) - this.arena.goodSize(this.entrySize(old)))
    this.foundWords[at] = ref
  }

  /** An entry is about to be changed in place. */
  touch(ref: number): void {
    if (this.walks.size !== 0) this.walks.changing(this.root, ref)
  }

  /** Frees an entry that `replace` took out. */
  freeEntry(ref: number): void {
    this.arena.free(ref, this.entrySize(ref))
  }

  /** Takes the entry found out of the table and frees it. */
  remove(): void {
    const ref = this.foundWords[this.foundBucket + REFS + this.foundSlot]!
    if (this.walks.size !== 0) this.walks.changing(this.root, ref)
    const size = this.entrySize(ref)
    this.addBytes(-this.arena.goodSize(size))
    this.unlink()
    this.arena.free(ref, size)
  }

  // Walks
  // ---------------------------------------------------------------------------------------------------------

  /** An entry, each with the same chance; the table is not empty. */
  sample(random: Random): number {
    const slots = SLOTS << this.bits
    let state = random.below(HASHES)
    for (let draws = 0; draws < DRAWS_MAX; draws++) {
      state = (state + 0x9e3779b9) | 0
      const draw = mix(state)
      const i = this.depth === 0 ? 0 : draw >>> (32 - this.depth)
      // A segment with several prefixes is taken by its first one only, or it would come up more often.
      if (this.first(i) !== i) continue
      const ref = this.at(i, (mix(draw) >>> 0) % slots)
      if (ref !== 0) return ref
    }
    this.walk(random.below(slots << this.depth))
    if (this.walked === 0) this.walk(0)
    return this.walked
  }

  private at(i: number, slot: number): number {
    const segment = this.segmentAt(i)
    if (segment === 0) return 0
    const bucket = (slot / SLOTS) | 0
    const w = ((segment & SEGMENT_MASK) << 1) + (bucket << 4)
    return this.arena.words[segment >>> SEGMENT_SHIFT]![w + REFS + slot - bucket * SLOTS]!
  }

  /**
   * The entry at or behind a position goes to `walked`, 0 when there is none; gives the position behind it. A
   * walk begins at 0 and stays good while the table does not change.
   */
  walk(position: number): number {
    const slots = SLOTS << this.bits
    const length = 1 << this.depth
    let i = Math.floor(position / slots)
    let slot = position - i * slots
    while (i < length) {
      const segment = this.segmentAt(i)
      if (segment !== 0) {
        const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
        const base = (segment & SEGMENT_MASK) << 1
        for (; slot < slots; slot++) {
          const bucket = (slot / SLOTS) | 0
          const ref = words[base + (bucket << 4) + REFS + slot - bucket * SLOTS]!
          if (ref === 0) continue
          this.walked = ref
          // Behind the last slot comes the next segment, not the next prefix: several may lead to this one.
          return slot + 1 < slots ? i * slots + slot + 1 : this.rangeEnd(i) * slots
        }
      }
      i = this.rangeEnd(i)
      slot = 0
    }
    this.walked = 0
    return length * slots
  }

  /**
   * Brings the references of the entries in the segment that hash `from` leads to, but for those with a lower
   * hash, into `refs`; gives how many.
   */
  collect(from: number, refs: Int32Array): number {
    const i = this.prefixOf(from)
    const segment = this.segmentAt(i)
    if (segment === 0) return 0
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    const whole = this.hashAt(this.first(i)) === from
    let count = 0
    for (let w = base, end = base + (BUCKET_WORDS << this.bits); w < end; w += BUCKET_WORDS) {
      for (let slot = REFS; slot < BUCKET_WORDS; slot++) {
        const ref = words[w + slot]!
        if (ref !== 0 && (whole || this.hashOf(ref) >>> 0 >= from)) refs[count++] = ref
      }
    }
    return count
  }

  /** The hash behind the last that leads to the same segment as `hash`; HASHES behind the last of all. */
  segmentEnd(hash: number): number {
    return this.hashAt(this.rangeEnd(this.prefixOf(hash)))
  }

  private prefixOf(hash: number): number {
    return this.depth === 0 ? 0 : hash >>> (32 - this.depth)
  }

  /** The first hash with a prefix. */
  private hashAt(prefix: number): number {
    return prefix * 2 ** (32 - this.depth)
  }

  /** One step of SSCAN and its like: see `Table.scan` in the keyspace, whose cursors these are. */
  scan(cursor: number, emit: (ref: number) => void): number {
    const low = Math.floor(cursor / HASHES) & 0xff
    const i = this.depth === 0 ? 0 : (cursor % HASHES) >>> (32 - this.depth)
    const bucket = low >>> (MAX_BITS - this.bits)
    const segment = this.segmentAt(i)
    if (segment !== 0) this.emitHome(segment, bucket, emit)
    const next = this.rangeEnd(i)
    if (next < 1 << this.depth) return low * HASHES + ((next << (32 - this.depth)) >>> 0)
    const nextLow = (bucket + 1) << (MAX_BITS - this.bits)
    return nextLow < 256 ? nextLow * HASHES : 0
  }

  private emitHome(segment: number, home: number, emit: (ref: number) => void): void {
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    const mask = (1 << this.bits) - 1
    let bucket = home
    for (let probes = 0; probes <= mask; probes++) {
      const w = base + (bucket << 4)
      for (let slot = REFS; slot < BUCKET_WORDS; slot++) {
        const ref = words[w + slot]!
        if (ref !== 0 && (this.hashOf(ref) & 0xff) >>> (MAX_BITS - this.bits) === home) emit(ref)
      }
      if (words[w + 3] === 0) return
      bucket = (bucket + 1) & mask
    }
  }

  /**
   * Frees up to `budget` entries of a table that nobody holds any more; true when nothing is left, the root
   * included. `extra` is what it was created with.
   */
  dismantle(root: number, budget: number, extra: number): boolean {
    this.open(root)
    const { rootWords, rootAt, depth } = this
    const slots = SLOTS << this.bits
    let left = budget
    let i = Math.floor(rootWords[rootAt + PROGRESS]! / slots)
    let slot = rootWords[rootAt + PROGRESS]! - i * slots
    for (; i < 1 << depth; i = this.rangeEnd(i), slot = 0) {
      const segment = this.segmentAt(i)
      if (segment === 0) continue
      for (; slot < slots; slot++) {
        const ref = this.at(i, slot)
        if (ref === 0) continue
        if (left-- === 0) {
          rootWords[rootAt + PROGRESS] = i * slots + slot
          return false
        }
        this.freeEntry(ref)
      }
      this.freeSegment(segment, this.bits)
    }
    if (depth > 0) this.arena.free(rootWords[rootAt + DIRECTORY]!, 8 << depth)
    this.arena.free(root, ROOT_BYTES + extra)
    return true
  }
}

/** Murmur3's finaliser: every bit of the input moves every bit of the output. */
function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
