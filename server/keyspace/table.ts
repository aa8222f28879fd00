/**
 * The table: records found by key. Extendible hashing: a directory, indexed by the hash's high bits, of
 * segments that split one at a time, so growing never stalls (Redis rehashes step by step with two tables
 * instead). A segment is up to 256 buckets (`memory/buckets.ts`), whose word 3 is an overflow count (12
 * bits): keys at home here or before that live further on; and a version (20 bits).
 *
 * A key's home bucket comes from the hash's low eight bits; a full bucket overflows into the next of its
 * segment, and a look-up goes on only while the overflow count says so. The version says whether a running
 * snapshot has already seen the bucket.
 */
import { assert } from '../../shared/bytes/assert.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import {
  BUCKET_BYTES,
  BUCKET_WORDS,
  lowestSlot,
  MAX_BITS,
  matchTags,
  occupy,
  REFS,
  SLOTS,
  tagsOf,
  vacate,
} from '../memory/buckets.ts'
import type { BucketVisitor } from './bucket-visitor.ts'
import { Directory } from './directory.ts'
import { hashOfKey, sameKey } from './record-key.ts'

const MIN_BITS = 1
const OVERFLOW_MASK = 0xfff
const VERSION_SHIFT = 12
const VERSION_MASK = 0xfffff
const TWO32 = 4294967296
const NO_WORDS = new Int32Array(0)

export class Table {
  readonly arena: Arena
  count: number
  /** After `find`: which bucket (first word, in `foundWords`) and slot hold the record. */
  foundWords: Int32Array
  foundBucket: number
  foundSlot: number
  private visitor: BucketVisitor | null
  private version: number
  /** log2 of a segment's buckets: below MAX_BITS only while there is one segment. */
  private bits: number
  private mask: number
  private readonly directory: Directory
  private warmed: number

  constructor(arena: Arena) {
    this.arena = arena
    this.count = 0
    this.foundWords = NO_WORDS
    this.foundBucket = 0
    this.foundSlot = 0
    this.visitor = null
    this.version = 0
    this.bits = MIN_BITS
    this.mask = (1 << MIN_BITS) - 1
    this.directory = new Directory()
    this.warmed = 0
  }

  /** Bytes of buckets, directory aside. */
  overhead(): number {
    let bytes = 0
    for (let i = 0; i < this.directory.length; i = this.directory.rangeEnd(i)) {
      if (this.directory.segments[i] !== 0) bytes += BUCKET_BYTES << this.bits
    }
    return bytes
  }

  /** The bucket in which the search for a hash begins, as a reference; 0 when there is none. */
  homeOf(hash: number): number {
    const segment = this.directory.segments[this.directory.index(hash)]!
    return segment === 0 ? 0 : segment + (((hash & 0xff) >>> (MAX_BITS - this.bits)) << 3)
  }

  /** The record whose key is `buf[off, off + len)`, or 0. */
  find(hash: number, buf: Uint8Array, off: number, len: number): number {
    const segment = this.directory.segments[this.directory.index(hash)]!
    if (segment === 0) return 0
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    const tags = tagsOf(hash)
    const mask = this.mask
    let bucket = (hash & 0xff) >>> (MAX_BITS - this.bits)
    for (let probes = 0; probes <= mask; probes++) {
      const w = base + (bucket << 4)
      for (let i = 0; i < 3; i++) {
        let match = matchTags(words[w + i]!, tags)
        while (match !== 0) {
          const slot = (i << 2) + lowestSlot(match)
          const ref = words[w + REFS + slot]!
          if (sameKey(this.arena, ref, buf, off, len)) {
            this.foundWords = words
            this.foundBucket = w
            this.foundSlot = slot
            return ref
          }
          match &= match - 1
        }
      }
      if ((words[w + 3]! & OVERFLOW_MASK) === 0) return 0
      bucket = (bucket + 1) & mask
    }
    return 0
  }

  /** Whether a record is the one that was found, or put in its place, last, and still there. */
  isFound(ref: number): boolean {
    return this.foundWords[this.foundBucket + REFS + this.foundSlot] === ref
  }

  /** Adds a record whose key is known to be absent; it is then the record found. */
  insert(hash: number, ref: number): void {
    let i = this.directory.index(hash)
    let segment = this.directory.segments[i]!
    if (segment === 0) {
      segment = this.newSegment()
      this.directory.segments[0] = segment
    }
    const full = this.directory.first(i)
    if (this.directory.counts[full]! >= this.limit()) {
      this.grow(i)
      this.insert(hash, ref)
      return
    }
    i = full
    this.directory.counts[i]!++
    this.count++
    this.place(segment, hash, ref)
  }

  /** Puts another record in the place that `find` found. */
  replaceFound(ref: number): void {
    this.foundWords[this.foundBucket + REFS + this.foundSlot] = ref
  }

  /** Takes the record that `find` found out of the table; `hash` is its key's. The record itself stays. */
  removeFound(hash: number): void {
    const words = this.foundWords
    const w = this.foundBucket
    vacate(words, w, this.foundSlot)
    const i = this.directory.index(hash)
    const base = (this.directory.segments[i]! & SEGMENT_MASK) << 1
    let bucket = (hash & 0xff) >>> (MAX_BITS - this.bits)
    for (let at = base + (bucket << 4); at !== w; at = base + (bucket << 4)) {
      words[at + 3]!--
      bucket = (bucket + 1) & this.mask
    }
    this.count--
    const first = this.directory.first(i)
    this.directory.counts[first]!--
    if (this.directory.counts[first]! < this.limit() >>> 3) this.shrink(first)
  }

  /** The hash of a record's key. */
  hashOf(ref: number): number {
    return hashOfKey(this.arena, ref)
  }

  // Walks
  // ---------------------------------------------------------------------------------------------------------

  /**
   * One step of SCAN: calls `emit` for every record at home in the bucket at `cursor` and gives the next
   * cursor, 0 at the end. A cursor is low byte * 2^32 + hash prefix: the same bucket of every segment, then
   * the next bucket. A split or a merge changes neither order nor place of what lies behind a cursor (it
   * would, were a segment walked whole: its second half's first buckets lie before the first half's last); so
   * every key that is there from the first call to the last is seen, as Redis promises.
   */
  scan(cursor: number, emit: (ref: number) => void): number {
    const low = Math.floor(cursor / TWO32) & 0xff
    const i = this.directory.depth === 0 ? 0 : (cursor % TWO32) >>> (32 - this.directory.depth)
    const bucket = low >>> (MAX_BITS - this.bits)
    const segment = this.directory.segments[i]!
    if (segment !== 0) this.emitHome(segment, bucket, emit)
    const next = this.directory.rangeEnd(i)
    if (next < this.directory.length) return low * TWO32 + ((next << (32 - this.directory.depth)) >>> 0)
    const nextLow = (bucket + 1) << (MAX_BITS - this.bits)
    return nextLow < 256 ? nextLow * TWO32 : 0
  }

  private emitHome(segment: number, home: number, emit: (ref: number) => void): void {
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    let bucket = home
    for (let probes = 0; probes <= this.mask; probes++) {
      const w = base + (bucket << 4)
      for (let slot = 0; slot < SLOTS; slot++) {
        const ref = words[w + REFS + slot]!
        if (ref !== 0 && (this.hashOf(ref) & 0xff) >>> (MAX_BITS - this.bits) === home) emit(ref)
      }
      if ((words[w + 3]! & OVERFLOW_MASK) === 0) return
      bucket = (bucket + 1) & this.mask
    }
  }

  /** How many buckets hold how many records: the index is the number of records. */
  fill(): Int32Array {
    const counts = new Int32Array(SLOTS + 1)
    for (let i = 0; i < this.directory.length; i = this.directory.rangeEnd(i)) {
      const segment = this.directory.segments[i]!
      if (segment === 0) continue
      const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
      const base = (segment & SEGMENT_MASK) << 1
      for (let w = base, end = base + (BUCKET_WORDS << this.bits); w < end; w += BUCKET_WORDS) {
        let n = 0
        for (let slot = REFS; slot < BUCKET_WORDS; slot++) if (words[w + slot] !== 0) n++
        counts[n]!++
      }
    }
    return counts
  }

  /** Calls `visit` for every record; nothing may change meanwhile. */
  each(visit: (ref: number) => void): void {
    for (let i = 0; i < this.directory.length; i = this.directory.rangeEnd(i)) {
      const segment = this.directory.segments[i]!
      if (segment === 0) continue
      const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
      const base = (segment & SEGMENT_MASK) << 1
      for (let w = base, end = base + (BUCKET_WORDS << this.bits); w < end; w += BUCKET_WORDS) {
        for (let slot = REFS; slot < BUCKET_WORDS; slot++) {
          const ref = words[w + slot]!
          if (ref !== 0) visit(ref)
        }
      }
    }
  }

  /** Some record, near uniformly for random `a` and `b` in [0, 2^32); 0 only when the table is empty. */
  sample(a: number, b: number): number {
    if (this.count === 0) return 0
    const length = this.directory.length
    let i = a % length
    let at = b % (SLOTS << this.bits)
    for (let steps = 0; ; steps++) {
      const segment = this.directory.segments[i]!
      const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
      const base = (segment & SEGMENT_MASK) << 1
      const end = SLOTS << this.bits
      for (; at < end; at++) {
        const ref = words[base + (((at / SLOTS) | 0) << 4) + REFS + (at % SLOTS)]!
        if (ref !== 0) return ref
        // Stepping on would favour keys behind gaps; while the table is well filled, draw again instead.
        if (steps++ < 32) {
          a = (Math.imul(a, 1664525) + 1013904223) >>> 0
          b = (Math.imul(b, 22695477) + 1) >>> 0
          i = (a >>> 3) % length
          at = (b >>> 3) % end
          break
        }
      }
      if (at >= end) {
        at = 0
        i = this.directory.rangeEnd(i) % length
      }
    }
  }

  // Snapshots
  // -------------------------------------------------------------------------------------------------------

  /**
   * From now on `visitor` sees every record once, as it is now: by `visitNext`, or just before it changes.
   */
  beginSnapshot(visitor: BucketVisitor): void {
    assert(this.visitor === null, 'one snapshot of a table at a time')
    this.visitor = visitor
    this.version = (this.version + 1) & VERSION_MASK
  }

  endSnapshot(): void {
    this.visitor = null
  }

  /** Must be called before the record that `find` found changes in any way. */
  beforeChange(): void {
    if (this.visitor === null) return
    this.visitBucket(this.foundWords, this.foundBucket)
    this.visitor.changing(this.foundWords[this.foundBucket + REFS + this.foundSlot]!)
  }

  /**
   * Visits the bucket at `cursor`, if it is unseen; gives the next cursor, 0 at the end. A cursor is a
   * position in the hash space and a low byte of hash; it stays good while the table grows and shrinks, since
   * what is moved was visited first. At most twelve records: the slice of a snapshot.
   */
  visitNext(cursor: number): number {
    const at = Math.floor(cursor / 256)
    const i = this.directory.depth === 0 ? 0 : at >>> (32 - this.directory.depth)
    const bucket = (cursor % 256) >>> (MAX_BITS - this.bits)
    const segment = this.directory.segments[i]!
    if (segment !== 0) {
      const base = (segment & SEGMENT_MASK) << 1
      this.visitBucket(this.arena.words[segment >>> SEGMENT_SHIFT]!, base + (bucket << 4))
    }
    const nextLow = (bucket + 1) << (MAX_BITS - this.bits)
    if (nextLow < 256) return at * 256 + nextLow
    const next = this.directory.rangeEnd(i)
    return this.directory.position(next) * 256
  }

  private visitAll(segment: number): void {
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    for (let bucket = 0; bucket <= this.mask; bucket++) this.visitBucket(words, base + (bucket << 4))
  }

  private visitBucket(words: Int32Array, w: number): void {
    const state = words[w + 3]!
    if (state >>> VERSION_SHIFT === this.version) return
    words[w + 3] = (state & OVERFLOW_MASK) | (this.version << VERSION_SHIFT)
    for (let slot = 0; slot < SLOTS; slot++) {
      const ref = words[w + REFS + slot]!
      if (ref !== 0) this.visitor!.visit(ref)
    }
  }

  // Taking apart
  // ----------------------------------------------------------------------------------------------------

  /**
   * Frees part of a table that is no longer used: at least one segment, whose records go to `free`; true when
   * nothing is left. For FLUSHALL in slices.
   */
  dismantle(free: (ref: number) => void): boolean {
    let i = this.directory.length - 1
    while (i >= 0 && this.directory.segments[i] === 0) i--
    if (i < 0) {
      this.count = 0
      return true
    }
    const segment = this.directory.segments[i]!
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    for (let bucket = 0; bucket <= this.mask; bucket++) {
      for (let slot = 0; slot < SLOTS; slot++) {
        const ref = words[base + (bucket << 4) + REFS + slot]!
        if (ref !== 0) free(ref)
      }
    }
    this.count -= this.directory.counts[this.directory.first(i)]!
    this.directory.segments.fill(0, this.directory.first(i), this.directory.rangeEnd(i))
    this.arena.free(segment, BUCKET_BYTES << this.bits)
    return false
  }

  // Structure
  // -------------------------------------------------------------------------------------------------------

  /** Keys a segment takes before it splits: 87% of its slots; tiny ones are filled up. */
  private limit(): number {
    const slots = SLOTS << this.bits
    return this.bits < 3 ? slots - 2 : slots - (slots >>> 3)
  }

  private newSegment(): number {
    const ref = this.arena.alloc(BUCKET_BYTES << this.bits)
    const words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    const base = (ref & SEGMENT_MASK) << 1
    words.fill(0, base, base + (BUCKET_WORDS << this.bits))
    for (let bucket = 0; bucket <= this.mask; bucket++) {
      words[base + (bucket << 4) + 3] = this.version << VERSION_SHIFT
    }
    return ref
  }

  private place(segment: number, hash: number, ref: number): void {
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    let bucket = (hash & 0xff) >>> (MAX_BITS - this.bits)
    for (;;) {
      const w = base + (bucket << 4)
      if (this.visitor !== null) this.visitBucket(words, w)
      const slot = occupy(words, w, hash, ref)
      if (slot >= 0) {
        this.foundWords = words
        this.foundBucket = w
        this.foundSlot = slot
        return
      }
      words[w + 3]!++
      bucket = (bucket + 1) & this.mask
    }
  }

  /** Makes room around directory index `i`: a larger only segment, or a split. */
  private grow(i: number): void {
    if (this.bits < MAX_BITS) {
      this.resizeOnly(this.bits + 1)
      return
    }
    if (this.directory.localDepth[i] === this.directory.depth) {
      this.directory.double()
      this.split(i * 2)
    } else this.split(i)
  }

  private resizeOnly(bits: number): void {
    const old = this.directory.segments[0]!
    const oldBits = this.bits
    if (this.visitor !== null) this.visitAll(old)
    this.bits = bits
    this.mask = (1 << bits) - 1
    const segment = this.newSegment()
    this.directory.segments[0] = segment
    this.move(old, oldBits, segment, segment, 0)
  }

  private split(i: number): void {
    const from = this.directory.first(i)
    const end = this.directory.rangeEnd(i)
    const middle = (from + end) >>> 1
    const old = this.directory.segments[from]!
    if (this.visitor !== null) this.visitAll(old)
    const low = this.newSegment()
    const high = this.newSegment()
    this.directory.segments.fill(low, from, middle)
    this.directory.segments.fill(high, middle, end)
    this.directory.localDepth.fill(this.directory.localDepth[from]! + 1, from, end)
    const moved = this.move(old, this.bits, low, high, 32 - this.directory.localDepth[from]!)
    this.directory.counts[from]! -= moved
    this.directory.counts[middle] = moved
  }

  /**
   * Moves all records of `old` to `low`, or to `high` where hash bit `bit` is set; counts the latter. Frees
   * `old`.
   */
  private move(old: number, oldBits: number, low: number, high: number, bit: number): number {
    const words = this.arena.words[old >>> SEGMENT_SHIFT]!
    const base = (old & SEGMENT_MASK) << 1
    // What was found may lie in memory that goes.
    this.foundWords = NO_WORDS
    let moved = 0
    for (let w = base, end = base + (BUCKET_WORDS << oldBits); w < end; w += BUCKET_WORDS) {
      this.warmed ^= this.warm(words, w)
      for (let slot = REFS; slot < 16; slot++) {
        const ref = words[w + slot]!
        if (ref === 0) continue
        const hash = this.hashOf(ref)
        if (low !== high && ((hash >>> bit) & 1) === 1) {
          this.place(high, hash, ref)
          moved++
        } else this.place(low, hash, ref)
      }
    }
    this.arena.free(old, BUCKET_BYTES << oldBits)
    return moved
  }

  /**
   * Reads a word of each record of a bucket: independent loads, whose cache misses overlap, as those of
   * hashing key by key would not. The sum only keeps the loads alive.
   */
  private warm(words: Int32Array, w: number): number {
    const { words: memory } = this.arena
    let sum = 0
    for (let slot = REFS; slot < 16; slot++) {
      const ref = words[w + slot]!
      if (ref !== 0) sum ^= memory[ref >>> SEGMENT_SHIFT]![(ref & SEGMENT_MASK) << 1]!
    }
    return sum
  }

  /**
   * Gives memory back around a thinly filled segment: merges it with its other half, or halves the only one.
   */
  private shrink(first: number): void {
    const local = this.directory.localDepth[first]!
    if (local === 0) {
      if (this.bits > MIN_BITS && this.directory.depth === 0) this.resizeOnly(this.bits - 1)
      return
    }
    const span = 1 << (this.directory.depth - local)
    const other = first ^ span
    if (this.directory.localDepth[other] !== local) return
    const sum = this.directory.counts[first]! + this.directory.counts[other]!
    if (sum > this.limit() >>> 1) return
    const low = Math.min(first, other)
    const [a, b] = [this.directory.segments[low]!, this.directory.segments[low + span]!]
    if (this.visitor !== null) {
      this.visitAll(a)
      this.visitAll(b)
    }
    this.move(b, this.bits, a, a, 0)
    this.directory.segments.fill(a, low, low + 2 * span)
    this.directory.localDepth.fill(local - 1, low, low + 2 * span)
    this.directory.counts[low] = sum
    this.directory.counts[low + span] = 0
    if (local === this.directory.depth) this.directory.halve()
  }
}
