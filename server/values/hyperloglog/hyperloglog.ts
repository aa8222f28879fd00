/**
 * HyperLogLogs (Flajolet et al., 2007), byte for byte as Redis keeps them. One is taken into memory of its
 * own (`load`), worked on there and given back by its owner, who stores `bytes[0, length)`.
 */
import { Murmur } from '../../../shared/bytes/murmur.ts'
import { denseHistogram, denseMerge, densePut, denseRaise } from './dense.ts'
import { estimate } from './estimate.ts'
import {
  copyHeader,
  DENSE,
  DENSE_LENGTH,
  encodingOf,
  forgetCardinality,
  INDEX_BITS,
  RANK_MAX,
  REGISTERS,
  SPARSE,
  writeHeader,
} from './form.ts'
import { CORRUPT, eachRun, sparseRaise, TOO_LARGE, UNCHANGED, writeSparseEmpty } from './sparse.ts'

const SEED = 0xadc83b19 | 0
const INDEX_MASK = REGISTERS - 1
/** A sparse one may grow by three bytes before it is found too large. */
const SPARE = 3

export class HyperLogLog {
  /** The one that was loaded. */
  bytes: Uint8Array
  length: number
  /** What `hash` found. */
  index: number
  rank: number
  private spare: Uint8Array
  private readonly murmur: Murmur
  private readonly histogram: Int32Array

  constructor() {
    this.bytes = Buffer.alloc(DENSE_LENGTH + SPARE)
    this.length = 0
    this.index = 0
    this.rank = 0
    this.spare = Buffer.alloc(DENSE_LENGTH + SPARE)
    this.murmur = new Murmur()
    this.histogram = new Int32Array(64)
  }

  get isSparse(): boolean {
    return encodingOf(this.bytes, 0) === SPARSE
  }

  /** Makes an empty one. */
  create(): void {
    writeHeader(this.bytes, 0, SPARSE)
    this.length = writeSparseEmpty(this.bytes, 0)
  }

  /** Takes a copy. */
  load(bytes: Uint8Array, at: number, length: number): void {
    if (this.bytes.length < length + SPARE) this.bytes = Buffer.alloc(length + SPARE)
    this.bytes.set(bytes.subarray(at, at + length))
    this.length = length
  }

  /** Finds the register of an element, `index`, and the rank that it gives it, `rank`. */
  hash(bytes: Uint8Array, off: number, len: number): void {
    const { murmur } = this
    murmur.hash(bytes, off, len, SEED)
    const { high, low } = murmur
    // The bits above the index, with a one after the last: the rank is the place of the first one among them.
    const restLow = (low >>> INDEX_BITS) | (high << (32 - INDEX_BITS))
    const restHigh = (high >>> INDEX_BITS) | (1 << (RANK_MAX - 1 - 32))
    const zeros = restLow !== 0 ? 31 - Math.clz32(restLow & -restLow) : 63 - Math.clz32(restHigh & -restHigh)
    this.index = low & INDEX_MASK
    this.rank = zeros + 1
  }

  /**
   * Raises a register; whether that changed it, null when the bytes are not those of a HyperLogLog. A
   * sparse one of more than `sparseMax` bytes becomes dense.
   */
  raise(index: number, rank: number, sparseMax: number): boolean | null {
    if (!this.isSparse) return denseRaise(this.bytes, 0, index, rank)
    const length = sparseRaise(this.bytes, this.length, index, rank, sparseMax)
    if (length === UNCHANGED) return false
    if (length === CORRUPT) return null
    if (length === TOO_LARGE) return this.makeDense() ? denseRaise(this.bytes, 0, index, rank) : null
    this.length = length
    if (this.bytes.length < length + SPARE) this.enlarge()
    return true
  }

  private enlarge(): void {
    const { bytes } = this
    this.bytes = Buffer.alloc(2 * bytes.length)
    this.bytes.set(bytes)
  }

  /** The registers changed: the cached cardinality is theirs no more. */
  forgetCardinality(): void {
    forgetCardinality(this.bytes, 0)
  }

  /** Turns a sparse one into a dense one; false, and as it was, when its bytes are wrong. */
  makeDense(): boolean {
    const { bytes, spare } = this
    copyHeader(bytes, 0, spare, 0, DENSE)
    spare.fill(0, 16)
    const whole = eachRun(bytes, 0, this.length, (rank, count, first) => {
      if (rank > 0) for (let i = first; i < first + count; i++) densePut(spare, 0, i, rank)
    })
    if (!whole) return false
    this.bytes = spare
    this.spare = bytes.length === spare.length ? bytes : Buffer.alloc(DENSE_LENGTH + SPARE)
    this.length = DENSE_LENGTH
    return true
  }

  /** Counts anew the one at `bytes[at, at + length)`; -1 when its bytes are wrong. */
  count(bytes: Uint8Array, at: number, length: number): number {
    const { histogram } = this
    histogram.fill(0)
    if (encodingOf(bytes, at) === DENSE) denseHistogram(bytes, at, histogram)
    else {
      const whole = eachRun(bytes, at, length, (rank, count) => {
        histogram[rank]! += count
      })
      if (!whole) return -1
    }
    return estimate(histogram)
  }

  /** Counts registers that are given as a byte each. */
  countRanks(ranks: Uint8Array): number {
    const { histogram } = this
    histogram.fill(0)
    for (let i = 0; i < REGISTERS; i++) histogram[ranks[i]!]!++
    return estimate(histogram)
  }

  /**
   * Raises `ranks`, a byte per register, to those of `bytes[at, at + length)`; false when its bytes are
   * wrong.
   */
  merge(bytes: Uint8Array, at: number, length: number, ranks: Uint8Array): boolean {
    if (encodingOf(bytes, at) === DENSE) {
      denseMerge(bytes, at, ranks)
      return true
    }
    return eachRun(bytes, at, length, (rank, count, first) => {
      if (rank > 0) for (let i = first; i < first + count; i++) if (rank > ranks[i]!) ranks[i] = rank
    })
  }

  /** The runs of a sparse one in words, `Z:100 v:3,2 z:5` (PFDEBUG DECODE), right or wrong. */
  describe(): string {
    const words: string[] = []
    eachRun(this.bytes, 0, this.length, (rank, count, _, size) => {
      words.push(rank > 0 ? `v:${rank},${count}` : `${size === 2 ? 'Z' : 'z'}:${count}`)
    })
    return words.join(' ')
  }
}
