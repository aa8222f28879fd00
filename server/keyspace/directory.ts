/**
 * The directory of a table (extendible hashing): which segment answers for each prefix of the hash. It
 * doubles when a segment has to split deeper than it reaches, and halves when no segment needs its last bit
 * any more.
 */
import { assert } from '../../shared/bytes/assert.ts'

export class Directory {
  /** log2 of the directory's length. */
  depth: number
  /** Segment (an arena reference) of each prefix; several prefixes may share one. */
  segments: Int32Array
  /** How many hash bits the segment of a prefix answers to. */
  localDepth: Uint8Array
  /** Keys of the segment, kept at the first prefix that leads to it. */
  counts: Int32Array

  constructor() {
    this.depth = 0
    this.segments = new Int32Array(1)
    this.localDepth = new Uint8Array(1)
    this.counts = new Int32Array(1)
  }

  get length(): number {
    return this.segments.length
  }

  /** The prefix of a hash. */
  index(hash: number): number {
    return this.depth === 0 ? 0 : hash >>> (32 - this.depth)
  }

  /** First prefix that leads to the same segment as `i`. */
  first(i: number): number {
    const shared = this.depth - this.localDepth[i]!
    return (i >>> shared) << shared
  }

  /** Prefix behind the last that leads to the same segment as `i`. */
  rangeEnd(i: number): number {
    const shared = this.depth - this.localDepth[i]!
    return ((i >>> shared) + 1) << shared
  }

  /** The hash at which prefix `i` begins, unsigned; 0 behind the last prefix. */
  position(i: number): number {
    return i >= this.length ? 0 : (i << (32 - this.depth)) >>> 0
  }

  /** Looks one more bit ahead. */
  double(): void {
    const length = this.length
    const segments = new Int32Array(length * 2)
    const localDepth = new Uint8Array(length * 2)
    const counts = new Int32Array(length * 2)
    for (let i = 0; i < length; i++) {
      segments[2 * i] = segments[2 * i + 1] = this.segments[i]!
      localDepth[2 * i] = localDepth[2 * i + 1] = this.localDepth[i]!
      counts[2 * i] = this.counts[i]!
    }
    this.segments = segments
    this.localDepth = localDepth
    this.counts = counts
    this.depth++
  }

  /** Drops the last bit, if no segment answers to it. */
  halve(): void {
    if (this.localDepth.some(depth => depth === this.depth)) return
    const half = this.length >>> 1
    this.segments = this.segments.filter((_, i) => i % 2 === 0)
    this.localDepth = this.localDepth.filter((_, i) => i % 2 === 0)
    this.counts = this.counts.filter((_, i) => i % 2 === 0)
    assert(this.length === half, 'a directory halves')
    this.depth--
  }
}
