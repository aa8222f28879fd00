/**
 * The nodes of a sorted set's tree (`sorted-tree.ts` tells what it is for): where their parts lie in the
 * arena, and how items and children are moved about in them.
 *
 *   leaf    count | previous leaf | next leaf | capacity (8 bits), place of the first item (24), then runs
 *           of, per place: score | reference
 *   inner   count (four words), then runs of, per child: score and reference of its first item (the
 *           separator) | child | items below it
 *
 * Scores lie side by side, so that searching a leaf touches a few cache lines and only equal scores make it
 * look at the members. A leaf has room at both ends: what comes and goes at one moves nothing, and elsewhere
 * only the fewer items are moved. A child's separator is exact but for a node's first, which nothing reads.
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
const SHAPE = 3
const CAPACITY_MASK = 0xff
const START_SHIFT = 8
/** In doubles: where scores begin, in leaves and inner nodes alike. */
export const SCORES = 2
/** In words: where a leaf's references begin but for two words per place. */
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
  /** The leaf turned to last: its place in words, its count, and where its scores and references begin. */
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
    const shape = words[w + SHAPE]!
    const start = shape >>> START_SHIFT
    this.leaf = ref
    this.leafWords = words
    this.leafAt = w
    this.leafScores = this.arena.doubles[segment]!
    this.scoresAt = d + SCORES + start
    this.leafRefs = w + REFS + ((shape & CAPACITY_MASK) << 1) + start
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
    words[w + SHAPE] = capacity
    this.grown += this.arena.goodSize(size)
    return ref
  }

  protected freeLeaf(ref: number): void {
    const capacity = this.word(ref, SHAPE) & CAPACITY_MASK
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
    const count = this.leafCount
    const front = index < count - index
    const start = this.leafStart()
    const free = this.leafCapacity() - count
    if (start === (front ? 0 : free)) this.shiftItems(((front ? free + 1 : free) >>> 1) - start)
    if (front) {
      this.moveItems(0, -1, index)
      this.moveStart(-1)
    } else this.moveItems(index, index + 1, count - index)
    this.leafScores[this.scoresAt + index] = score
    this.leafWords[this.leafRefs + index] = ref
    this.leafWords[this.leafAt] = ++this.leafCount
  }

  /** Takes `n` items out of the open leaf at `index`. */
  protected dropItems(index: number, n: number): void {
    const count = this.leafCount - n
    if (index < count - index) {
      this.moveItems(0, n, index)
      this.moveStart(n)
    } else this.moveItems(index + n, index, count - index)
    this.leafWords[this.leafAt] = count
    this.leafCount = count
  }

  /** Makes room for `n` items before those of the open leaf; they, and the count, are the caller's. */
  protected openFrontOfLeaf(n: number): void {
    const start = this.leafStart()
    if (start < n) this.shiftItems(n - start)
    this.moveStart(-n)
  }

  /** Makes all the room that the open leaf has lie behind its items. */
  protected openEndOfLeaf(): void {
    this.shiftItems(-this.leafStart())
  }

  /** Moves all items of the open leaf by so many places. */
  private shiftItems(by: number): void {
    this.moveItems(0, by, this.leafCount)
    this.moveStart(by)
  }

  /** Moves `n` items of the open leaf, over what is there. */
  private moveItems(from: number, to: number, n: number): void {
    const { leafWords: words, leafScores: scores, scoresAt, leafRefs } = this
    if (to > from) {
      for (let i = n - 1; i >= 0; i--) {
        scores[scoresAt + to + i] = scores[scoresAt + from + i]!
        words[leafRefs + to + i] = words[leafRefs + from + i]!
      }
      return
    }
    for (let i = 0; i < n; i++) {
      scores[scoresAt + to + i] = scores[scoresAt + from + i]!
      words[leafRefs + to + i] = words[leafRefs + from + i]!
    }
  }

  /** The place of the open leaf's first item. */
  protected leafStart(): number {
    return this.leafWords[this.leafAt + SHAPE]! >>> START_SHIFT
  }

  private moveStart(by: number): void {
    this.leafWords[this.leafAt + SHAPE]! += by << START_SHIFT
    this.scoresAt += by
    this.leafRefs += by
  }

  /**
   * Copies `n` items from one leaf into another, over what is there; counts are the caller's. The other is
   * the open leaf then.
   */
  protected copyItems(from: number, fromIndex: number, to: number, toIndex: number, n: number): void {
    this.openLeaf(from)
    const { leafWords: source, leafScores: sourceScores } = this
    const sourceAt = this.leafRefs + fromIndex
    const scoresFrom = this.scoresAt + fromIndex
    this.openLeaf(to)
    const { leafWords: target, leafScores: targetScores } = this
    const targetAt = this.leafRefs + toIndex
    const scoresTo = this.scoresAt + toIndex
    for (let i = 0; i < n; i++) target[targetAt + i] = source[sourceAt + i]!
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
    return this.leafWords[this.leafAt + SHAPE]! & CAPACITY_MASK
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
