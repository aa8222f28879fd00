/**
 * The structure of a member table (`member-table.ts` tells what it is): the root block, the directory, the
 * segments of buckets, how they split and merge. Extendible hashing as in the keyspace's table, but all of it
 * in the arena, the directory included: an object of this class is opened on one table after the other.
 *
 *   root       count | log2 of a segment's buckets (8 bits), depth (8) | directory (at depth 0 the only
 *              segment) | progress of taking apart | bytes of everything (a double) | the owner's own
 *   directory  per hash prefix two words: segment | its depth (8 bits), and its entries (24) at its
 *              first prefix
 *   segment    buckets (`memory/buckets.ts`), whose word 3 counts the entries that live further on
 */
import { hashBytes } from '../../shared/bytes/hash.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { BUCKET_BYTES, BUCKET_WORDS, MAX_BITS, occupy, REFS, SLOTS, vacate } from '../memory/buckets.ts'
import { contentAt, readLength } from './member-entry.ts'

/** Bytes of the root block before the owner's own. */
export const ROOT_BYTES = 24
const SHAPE = 1
export const DIRECTORY = 2
export const PROGRESS = 3
/** In doubles. */
const BYTES = 2

const COUNT_MASK = 0xffffff
const DEPTH_SHIFT = 24
const NO_WORDS = new Int32Array(0)

export class MemberSegments {
  readonly arena: Arena
  /** Bytes before an entry's length: the score of a sorted set's. */
  readonly prefix: number
  /** The open table's root block, and its place. */
  root: number
  rootWords: Int32Array
  rootAt: number
  count: number
  protected bits: number
  protected depth: number
  private dirWords: Int32Array
  private dirAt: number
  /**
   * Where the last entry was found or placed: bucket (first word, in `foundWords`) and slot; hash of its key.
   */
  protected hash: number
  protected foundWords: Int32Array
  protected foundBucket: number
  protected foundSlot: number

  constructor(arena: Arena, prefix: number) {
    this.arena = arena
    this.prefix = prefix
    this.root = 0
    this.rootWords = NO_WORDS
    this.rootAt = 0
    this.count = 0
    this.bits = 0
    this.depth = 0
    this.dirWords = NO_WORDS
    this.dirAt = 0
    this.hash = 0
    this.foundWords = NO_WORDS
    this.foundBucket = 0
    this.foundSlot = 0
  }

  /**
   * A new empty table, opened, with `extra` bytes behind ROOT_BYTES for the owner, zeroed; shaped for
   * `expected` entries. Gives its root.
   */
  create(extra: number, expected = 0): number {
    const size = ROOT_BYTES + extra
    const root = this.arena.alloc(size)
    const words = this.arena.words[root >>> SEGMENT_SHIFT]!
    const at = (root & SEGMENT_MASK) << 1
    words.fill(0, at, at + ((size + 3) >>> 2))
    let bits = 0
    while (bits < MAX_BITS && expected > limitOf(bits)) bits++
    words[at + SHAPE] = bits
    this.open(root)
    this.addBytes(this.arena.goodSize(size))
    return root
  }

  /** Turns to the table of a root. */
  open(root: number): void {
    const words = this.arena.words[root >>> SEGMENT_SHIFT]!
    const at = (root & SEGMENT_MASK) << 1
    this.root = root
    this.rootWords = words
    this.rootAt = at
    this.count = words[at]!
    const shape = words[at + SHAPE]!
    this.bits = shape & 0xff
    this.depth = shape >>> 8
    if (this.depth > 0) this.openDirectory()
  }

  private openDirectory(): void {
    const ref = this.rootWords[this.rootAt + DIRECTORY]!
    this.dirWords = this.arena.words[ref >>> SEGMENT_SHIFT]!
    this.dirAt = (ref & SEGMENT_MASK) << 1
  }

  /** Bytes of the table with its entries, in whole blocks. */
  bytes(): number {
    return this.arena.doubles[this.root >>> SEGMENT_SHIFT]![(this.root & SEGMENT_MASK) + BYTES]!
  }

  /** Counts bytes of the owner's that belong to the value: the tree of a sorted set. */
  addBytes(bytes: number): void {
    this.arena.doubles[this.root >>> SEGMENT_SHIFT]![(this.root & SEGMENT_MASK) + BYTES]! += bytes
  }

  hashOf(ref: number): number {
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    const at = ((ref & SEGMENT_MASK) << 3) + this.prefix
    return hashBytes(bytes, contentAt(bytes, at), readLength(bytes, at))
  }

  // Segments and prefixes
  // ---------------------------------------------------------------------------------------

  protected segmentOf(hash: number): number {
    if (this.depth === 0) return this.rootWords[this.rootAt + DIRECTORY]!
    return this.dirWords[this.dirAt + ((hash >>> (32 - this.depth)) << 1)]!
  }

  protected segmentAt(i: number): number {
    return this.depth === 0 ? this.rootWords[this.rootAt + DIRECTORY]! : this.dirWords[this.dirAt + (i << 1)]!
  }

  private localDepth(i: number): number {
    return this.depth === 0 ? 0 : this.dirWords[this.dirAt + (i << 1) + 1]! >>> DEPTH_SHIFT
  }

  private countAt(first: number): number {
    return this.dirWords[this.dirAt + (first << 1) + 1]! & COUNT_MASK
  }

  /** First prefix that leads to the same segment as `i`. */
  protected first(i: number): number {
    const shared = this.depth - this.localDepth(i)
    return (i >>> shared) << shared
  }

  /** Prefix behind the last that leads to the same segment as `i`. */
  protected rangeEnd(i: number): number {
    const shared = this.depth - this.localDepth(i)
    return ((i >>> shared) + 1) << shared
  }

  /** Points the prefixes `[from, to)` at a segment that answers to `depth` bits and holds `count` entries. */
  private point(from: number, to: number, segment: number, depth: number, count: number): void {
    for (let i = from; i < to; i++) {
      const at = this.dirAt + (i << 1)
      this.dirWords[at] = segment
      this.dirWords[at + 1] = depth << DEPTH_SHIFT
    }
    this.dirWords[this.dirAt + (from << 1) + 1]! |= count
  }

  /** The bucket in which the search for a hash begins, as a reference; 0 when there is none. */
  homeOf(hash: number): number {
    const segment = this.segmentOf(hash)
    return segment === 0 ? 0 : segment + (((hash & 0xff) >>> (MAX_BITS - this.bits)) << 3)
  }

  // Entries come and go
  // -----------------------------------------------------------------------------------------

  /** Puts an entry, whose key has the current hash and is not in the table, in its place. */
  protected link(ref: number): void {
    if (this.depth === 0) {
      if (this.rootWords[this.rootAt + DIRECTORY] === 0) {
        this.rootWords[this.rootAt + DIRECTORY] = this.newSegment()
      } else if (this.count >= limitOf(this.bits)) this.grow()
    }
    if (this.depth > 0) this.countOne()
    this.setCount(this.count + 1)
    this.place(this.segmentOf(this.hash), this.hash, ref)
  }

  /** Takes the entry found out of the table. */
  protected unlink(): void {
    const words = this.foundWords
    const w = this.foundBucket
    vacate(words, w, this.foundSlot)
    const base = (this.segmentOf(this.hash) & SEGMENT_MASK) << 1
    const mask = (1 << this.bits) - 1
    let bucket = (this.hash & 0xff) >>> (MAX_BITS - this.bits)
    for (let at = base + (bucket << 4); at !== w; at = base + (bucket << 4)) {
      words[at + 3]!--
      bucket = (bucket + 1) & mask
    }
    this.setCount(this.count - 1)
    if (this.depth === 0) {
      if (this.bits > 0 && this.count < limitOf(this.bits) >>> 3) this.resizeOnly(this.bits - 1)
      return
    }
    const first = this.first(this.hash >>> (32 - this.depth))
    this.dirWords[this.dirAt + (first << 1) + 1]!--
    if (this.countAt(first) < limitOf(MAX_BITS) >>> 3) this.merge(first)
  }

  private setCount(count: number): void {
    this.count = count
    this.rootWords[this.rootAt] = count
  }

  /** Counts one more entry in the segment of the current hash, which splits until it has room. */
  private countOne(): void {
    for (;;) {
      const first = this.first(this.hash >>> (32 - this.depth))
      if (this.countAt(first) < limitOf(MAX_BITS)) {
        this.dirWords[this.dirAt + (first << 1) + 1]!++
        return
      }
      if (this.localDepth(first) === this.depth) this.double()
      else this.split(first)
    }
  }

  private place(segment: number, hash: number, ref: number): void {
    const words = this.arena.words[segment >>> SEGMENT_SHIFT]!
    const base = (segment & SEGMENT_MASK) << 1
    const mask = (1 << this.bits) - 1
    let bucket = (hash & 0xff) >>> (MAX_BITS - this.bits)
    for (;;) {
      const w = base + (bucket << 4)
      const slot = occupy(words, w, hash, ref)
      if (slot >= 0) {
        this.foundWords = words
        this.foundBucket = w
        this.foundSlot = slot
        return
      }
      words[w + 3]!++
      bucket = (bucket + 1) & mask
    }
  }

  // Growing and shrinking
  // ---------------------------------------------------------------------------------------

  private newSegment(): number {
    const ref = this.arena.alloc(BUCKET_BYTES << this.bits)
    const base = (ref & SEGMENT_MASK) << 1
    this.arena.words[ref >>> SEGMENT_SHIFT]!.fill(0, base, base + (BUCKET_WORDS << this.bits))
    this.addBytes(this.arena.goodSize(BUCKET_BYTES << this.bits))
    return ref
  }

  protected freeSegment(ref: number, bits: number): void {
    this.addBytes(-this.arena.goodSize(BUCKET_BYTES << bits))
    this.arena.free(ref, BUCKET_BYTES << bits)
  }

  /** The only segment is full: a larger one, or a directory of one prefix, which then splits it. */
  private grow(): void {
    if (this.bits < MAX_BITS) {
      this.resizeOnly(this.bits + 1)
      return
    }
    const segment = this.rootWords[this.rootAt + DIRECTORY]!
    const directory = this.arena.alloc(16)
    this.addBytes(this.arena.goodSize(16))
    this.setDirectory(directory, 1)
    this.point(0, 2, segment, 0, this.count)
  }

  private resizeOnly(bits: number): void {
    const old = this.rootWords[this.rootAt + DIRECTORY]!
    const oldBits = this.bits
    this.bits = bits
    this.rootWords[this.rootAt + SHAPE] = bits
    const segment = this.newSegment()
    this.rootWords[this.rootAt + DIRECTORY] = segment
    this.move(old, oldBits, segment, segment, 0)
  }

  private setDirectory(ref: number, depth: number): void {
    this.depth = depth
    this.rootWords[this.rootAt + DIRECTORY] = ref
    this.rootWords[this.rootAt + SHAPE] = this.bits | (depth << 8)
    this.openDirectory()
  }

  /** The directory looks one more bit ahead. */
  private double(): void {
    const { dirWords, dirAt, depth } = this
    const old = this.rootWords[this.rootAt + DIRECTORY]!
    const wider = this.arena.alloc(16 << depth)
    this.addBytes(this.arena.goodSize(16 << depth) - this.arena.goodSize(8 << depth))
    this.setDirectory(wider, depth + 1)
    for (let i = 0; i < 1 << depth; i++) {
      const segment = dirWords[dirAt + (i << 1)]!
      const meta = dirWords[dirAt + (i << 1) + 1]!
      this.point(2 * i, 2 * i + 2, segment, meta >>> DEPTH_SHIFT, meta & COUNT_MASK)
    }
    this.arena.free(old, 8 << depth)
  }

  private split(from: number): void {
    const end = this.rangeEnd(from)
    const middle = (from + end) >>> 1
    const depth = this.localDepth(from) + 1
    const count = this.countAt(from)
    const old = this.segmentAt(from)
    const low = this.newSegment()
    const high = this.newSegment()
    const moved = this.move(old, this.bits, low, high, 32 - depth)
    this.point(from, middle, low, depth, count - moved)
    this.point(middle, end, high, depth, moved)
  }

  /** A thinly filled segment takes in its other half, if both fit easily. */
  private merge(first: number): void {
    const depth = this.localDepth(first)
    if (depth === 0) return
    const span = 1 << (this.depth - depth)
    const other = first ^ span
    if (this.localDepth(other) !== depth) return
    const sum = this.countAt(first) + this.countAt(other)
    if (sum > limitOf(MAX_BITS) >>> 1) return
    const low = Math.min(first, other)
    const kept = this.segmentAt(low)
    this.move(this.segmentAt(low + span), this.bits, kept, kept, 0)
    this.point(low, low + 2 * span, kept, depth - 1, sum)
    if (depth === this.depth) this.halve()
  }

  /** Drops the directory's last bit while no segment answers to it; at none the only segment stands alone. */
  private halve(): void {
    while (this.depth > 0) {
      const { dirWords, dirAt, depth } = this
      for (let i = 0; i < 1 << depth; i++) if (this.localDepth(i) === depth) return
      const old = this.rootWords[this.rootAt + DIRECTORY]!
      if (depth === 1) {
        const segment = dirWords[dirAt]!
        this.depth = 0
        this.rootWords[this.rootAt + DIRECTORY] = segment
        this.rootWords[this.rootAt + SHAPE] = this.bits
        this.addBytes(-this.arena.goodSize(16))
      } else {
        const half = this.arena.alloc(4 << depth)
        this.addBytes(this.arena.goodSize(4 << depth) - this.arena.goodSize(8 << depth))
        this.setDirectory(half, depth - 1)
        for (let i = 0; i < 1 << (depth - 1); i++) {
          const meta = dirWords[dirAt + (i << 2) + 1]!
          this.dirWords[this.dirAt + (i << 1)] = dirWords[dirAt + (i << 2)]!
          this.dirWords[this.dirAt + (i << 1) + 1] = meta
        }
      }
      this.arena.free(old, 8 << depth)
    }
  }

  /**
   * Moves all entries of `old` to `low`, or to `high` where hash bit `bit` is set; counts the latter. Frees
   * `old`.
   */
  private move(old: number, oldBits: number, low: number, high: number, bit: number): number {
    const words = this.arena.words[old >>> SEGMENT_SHIFT]!
    const base = (old & SEGMENT_MASK) << 1
    let moved = 0
    for (let w = base, end = base + (BUCKET_WORDS << oldBits); w < end; w += BUCKET_WORDS) {
      for (let slot = REFS; slot < BUCKET_WORDS; slot++) {
        const ref = words[w + slot]!
        if (ref === 0) continue
        const hash = this.hashOf(ref)
        if (low !== high && ((hash >>> bit) & 1) === 1) {
          this.place(high, hash, ref)
          moved++
        } else this.place(low, hash, ref)
      }
    }
    this.freeSegment(old, oldBits)
    return moved
  }
}

/** Entries that a segment takes before it grows or splits: 87% of its slots; tiny ones are filled up. */
function limitOf(bits: number): number {
  const slots = SLOTS << bits
  return bits < 3 ? slots - 2 : slots - (slots >>> 3)
}
