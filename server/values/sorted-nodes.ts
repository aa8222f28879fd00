/**
 * The nodes of a sorted set's tree (`sorted-tree.ts` tells what it is for): where their parts lie in the
 * arena, and how items and children are moved about in them.
 *
 *   leaf    count | previous leaf | next leaf | capacity, then runs of, per item: score | reference
 *   inner   count (four words), then runs of, per child: score and reference of its first item (the
 *           separator) | child | items below it
 *
 * Scores lie side by side, so that searching a leaf touches a few cache lines and only equal scores make it
 * look at the members. A child's separator is exact but for a node's first, which nothing reads.
 */

import { compareBytes } from '../../shared/bytes/text.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { contentAt, readLength } from './member-entry.ts'

/**
 * Capacities of leaves, each filling its size class: only a leaf that is the whole tree has less than the
 * last.
 */
const LEAF_CAPACITIES = [4, 9, 20, 41, 68]
export const LEAF_MAX = 68
export const INNER_MAX = 63
const HEADER_BYTES = 16
const ITEM_BYTES = 12
const CHILD_BYTES = 20
const INNER_BYTES = HEADER_BYTES + INNER_MAX * CHILD_BYTES
/** Word offsets in a leaf. */
export const PREVIOUS = 1
export const NEXT = 2
const CAPACITY = 3
/** In doubles: where scores begin, in leaves and inner nodes alike. */
export const SCORES = 2
/** In words: where a leaf's references begin but for two words per item of its capacity. */
const REFS = 4
/** Word offsets in an inner node. */
export const SEPARATORS: number = REFS + INNER_MAX * 2
export const CHILDREN: number = SEPARATORS + INNER_MAX
export const COUNTS: number = CHILDREN + INNER_MAX

const NO_WORDS = new Int32Array(0)
const NO_DOUBLES = new Float64Array(0)

export class SortedNodes {
  readonly arena: Arena
  /** Bytes that nodes have taken since the owner last asked; below zero when they were freed. */
  grown: number
  /** The leaf turned to last: its place in words and doubles, its count, and where its references begin. */
  protected leaf: number
  protected leafWords: Int32Array
  protected leafAt: number
  protected leafScores: Float64Array
  protected scoresAt: number
  protected leafRefs: number
  protected leafCount: number

  constructor(arena: Arena) {
    this.arena = arena
    this.grown = 0
    this.leaf = 0
    this.leafWords = NO_WORDS
    this.leafAt = 0
    this.leafScores = NO_DOUBLES
    this.scoresAt = 0
    this.leafRefs = 0
    this.leafCount = 0
  }

  protected openLeaf(ref: number): void {
    const segment = ref >>> SEGMENT_SHIFT
    const d = ref & SEGMENT_MASK
    const w = d << 1
    const words = this.arena.words[segment]!
    this.leaf = ref
    this.leafWords = words
    this.leafAt = w
    this.leafScores = this.arena.doubles[segment]!
    this.scoresAt = d + SCORES
    this.leafRefs = w + REFS + (words[w + CAPACITY]! << 1)
    this.leafCount = words[w]!
  }

  // Blocks
  // ---------------------------------------------------------------------------------------------------------

  protected newLeaf(capacity: number): number {
    const size = HEADER_BYTES + capacity * ITEM_BYTES
    const ref = this.arena.alloc(size)
    const words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    const w = (ref & SEGMENT_MASK) << 1
    words[w] = 0
    words[w + PREVIOUS] = 0
    words[w + NEXT] = 0
    words[w + CAPACITY] = capacity
    this.grown += this.arena.goodSize(size)
    return ref
  }

  protected freeLeaf(ref: number): void {
    const capacity = this.word(ref, CAPACITY)
    const size = HEADER_BYTES + capacity * ITEM_BYTES
    this.arena.free(ref, size)
    this.grown -= this.arena.goodSize(size)
  }

  protected newInner(): number {
    const ref = this.arena.alloc(INNER_BYTES)
    this.setWord(ref, 0, 0)
    this.grown += this.arena.goodSize(INNER_BYTES)
    return ref
  }

  protected freeInner(ref: number): void {
    this.arena.free(ref, INNER_BYTES)
    this.grown -= this.arena.goodSize(INNER_BYTES)
  }

  protected word(ref: number, offset: number): number {
    return this.arena.words[ref >>> SEGMENT_SHIFT]![((ref & SEGMENT_MASK) << 1) + offset]!
  }

  protected setWord(ref: number, offset: number, value: number): void {
    this.arena.words[ref >>> SEGMENT_SHIFT]![((ref & SEGMENT_MASK) << 1) + offset] = value
  }

  // Items of leaves
  // -------------------------------------------------------------------------------------------------------

  /** The open leaf's item goes in at `index`; there is room. */
  protected putItem(index: number, score: number, ref: number): void {
    const { leafWords: words, leafScores: scores, scoresAt, leafRefs } = this
    for (let i = this.leafCount; i > index; i--) {
      scores[scoresAt + i] = scores[scoresAt + i - 1]!
      words[leafRefs + i] = words[leafRefs + i - 1]!
    }
    scores[scoresAt + index] = score
    words[leafRefs + index] = ref
    words[this.leafAt] = ++this.leafCount
  }

  /** Takes `n` items out of the open leaf at `index`. */
  protected dropItems(index: number, n: number): void {
    const { leafWords: words, leafScores: scores, scoresAt, leafRefs } = this
    const count = this.leafCount - n
    for (let i = index; i < count; i++) {
      scores[scoresAt + i] = scores[scoresAt + i + n]!
      words[leafRefs + i] = words[leafRefs + i + n]!
    }
    words[this.leafAt] = count
    this.leafCount = count
  }

  /** Copies `n` items from one leaf into another, over what is there; counts are the caller's. */
  protected copyItems(from: number, fromIndex: number, to: number, toIndex: number, n: number): void {
    const source = this.arena.words[from >>> SEGMENT_SHIFT]!
    const sourceAt = ((from & SEGMENT_MASK) << 1) + REFS + (this.word(from, CAPACITY) << 1) + fromIndex
    const target = this.arena.words[to >>> SEGMENT_SHIFT]!
    const targetAt = ((to & SEGMENT_MASK) << 1) + REFS + (this.word(to, CAPACITY) << 1) + toIndex
    for (let i = 0; i < n; i++) target[targetAt + i] = source[sourceAt + i]!
    const sourceScores = this.arena.doubles[from >>> SEGMENT_SHIFT]!
    const targetScores = this.arena.doubles[to >>> SEGMENT_SHIFT]!
    const scoresFrom = (from & SEGMENT_MASK) + SCORES + fromIndex
    const scoresTo = (to & SEGMENT_MASK) + SCORES + toIndex
    for (let i = 0; i < n; i++) targetScores[scoresTo + i] = sourceScores[scoresFrom + i]!
  }

  /** The root leaf, full, in a block of the next capacity. */
  protected enlarged(leaf: number): number {
    const count = this.word(leaf, 0)
    const larger = this.newLeaf(LEAF_CAPACITIES.find(capacity => capacity > count)!)
    this.copyItems(leaf, 0, larger, 0, count)
    this.setWord(larger, 0, count)
    this.freeLeaf(leaf)
    return larger
  }

  /** Room in the open leaf. */
  protected leafCapacity(): number {
    return this.leafWords[this.leafAt + CAPACITY]!
  }

  protected firstCapacity(): number {
    return LEAF_CAPACITIES[0]!
  }

  // Children of inner nodes
  // ---------------------------------------------------------------------------------------------------------

  /** A child goes in at `index`, with its separator and count; there is room. */
  protected putChild(
    node: number,
    index: number,
    score: number,
    separator: number,
    child: number,
    below: number,
  ): void {
    const count = this.word(node, 0)
    this.shiftChildren(node, index, index + 1, count - index)
    this.setWord(node, 0, count + 1)
    this.setSeparator(node, index, score, separator)
    this.setWord(node, CHILDREN + index, child)
    this.setWord(node, COUNTS + index, below)
  }

  protected dropChild(node: number, index: number): void {
    const count = this.word(node, 0) - 1
    this.shiftChildren(node, index + 1, index, count - index)
    this.setWord(node, 0, count)
  }

  protected setSeparator(node: number, index: number, score: number, ref: number): void {
    this.setWord(node, SEPARATORS + index, ref)
    this.arena.doubles[node >>> SEGMENT_SHIFT]![(node & SEGMENT_MASK) + SCORES + index] = score
  }

  protected separatorScore(node: number, index: number): number {
    return this.arena.doubles[node >>> SEGMENT_SHIFT]![(node & SEGMENT_MASK) + SCORES + index]!
  }

  private shiftChildren(node: number, from: number, to: number, n: number): void {
    if (n <= 0) return
    const words = this.arena.words[node >>> SEGMENT_SHIFT]!
    const w = (node & SEGMENT_MASK) << 1
    const scores = this.arena.doubles[node >>> SEGMENT_SHIFT]!
    const s = (node & SEGMENT_MASK) + SCORES
    scores.copyWithin(s + to, s + from, s + from + n)
    words.copyWithin(w + SEPARATORS + to, w + SEPARATORS + from, w + SEPARATORS + from + n)
    words.copyWithin(w + CHILDREN + to, w + CHILDREN + from, w + CHILDREN + from + n)
    words.copyWithin(w + COUNTS + to, w + COUNTS + from, w + COUNTS + from + n)
  }

  /** Copies `n` children into another inner node, over what is there; counts are the caller's. */
  protected copyChildren(from: number, fromIndex: number, to: number, toIndex: number, n: number): void {
    for (let i = 0; i < n; i++) {
      const score = this.separatorScore(from, fromIndex + i)
      this.setSeparator(to, toIndex + i, score, this.word(from, SEPARATORS + fromIndex + i))
      this.setWord(to, CHILDREN + toIndex + i, this.word(from, CHILDREN + fromIndex + i))
      this.setWord(to, COUNTS + toIndex + i, this.word(from, COUNTS + fromIndex + i))
    }
  }

  /** Makes room for `n` children at the front of a node. */
  protected openFront(node: number, n: number): void {
    this.shiftChildren(node, 0, n, this.word(node, 0))
  }

  /** Takes `n` children off the front of a node; its count is the caller's. */
  protected closeFront(node: number, n: number): void {
    this.shiftChildren(node, n, 0, this.word(node, 0) - n)
  }

  /** Items below an inner node. */
  protected below(node: number): number {
    let sum = 0
    for (let i = this.word(node, 0) - 1; i >= 0; i--) sum += this.word(node, COUNTS + i)
    return sum
  }

  // Members
  // ---------------------------------------------------------------------------------------------------------

  /** How the member of an entry compares with `buf[off, off + len)`: memcmp, then the shorter first. */
  protected compareMember(ref: number, buf: Uint8Array, off: number, len: number): number {
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    const at = ((ref & SEGMENT_MASK) << 3) + 8
    return compareBytes(bytes, contentAt(bytes, at), readLength(bytes, at), buf, off, len)
  }
}
