/**
 * The tree of a sorted set that has outgrown its packed form: a counted B+tree in the arena, ordered by
 * score and, where scores are equal, by member. Its items are the references of the entries of the set's
 * member table, whose scores it repeats. Every child's count of items stands beside it, so an item's rank,
 * the item at a rank and the ends of a range take one way down. Redis has a skip list here, with about 37
 * bytes per member where this has 17.
 *
 * One object serves every tree, opened on one after the other. A position in it is the open leaf and
 * `index`; to step to the neighbour costs nothing.
 */
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { contentAt, readLength } from './member-entry.ts'
import { CHILDREN, COUNTS, LEAF_MAX, NEXT, PREVIOUS, SCORES, SEPARATORS } from './sorted-nodes.ts'
import { replyRun } from './sorted-reply.ts'
import { SortedShape } from './sorted-shape.ts'

/** Positions as numbers: the leaf, times this, and the index. */
const LEAF_UNIT = 128

export class SortedTree extends SortedShape {
  /** The position: place in the open leaf; it may stand one behind the leaf's last item. */
  index: number
  /** References that `cut` took out, in order. */
  readonly cutRefs: Int32Array

  constructor(arena: Arena) {
    super(arena)
    this.index = 0
    this.cutRefs = new Int32Array(LEAF_MAX)
  }

  // Changes
  // ---------------------------------------------------------------------------------------------------------

  /** Adds an entry, whose member is not in the tree yet, at a score. */
  insert(score: number, ref: number): void {
    if (this.node !== 0) this.seekEntry(score, ref)
    else this.index = 0
    this.insertAt(this.index, score, ref)
  }

  /** Takes out an entry that is in the tree, at its score. */
  remove(score: number, ref: number): void {
    this.seekEntry(score, ref)
    this.removeHere()
  }

  /** Takes out the item that a way down has just led to. */
  removeHere(): void {
    this.removeAt(this.index, 1)
  }

  /** Moves an entry from one score to another. */
  move(from: number, to: number, ref: number): void {
    this.seekEntry(from, ref)
    const { index, leafScores, scoresAt } = this
    // Between the same neighbours only the score changes. At a leaf's ends the neighbours are too far to look
    // at.
    if (
      index > 0 &&
      index < this.leafCount - 1 &&
      leafScores[scoresAt + index - 1]! < to &&
      leafScores[scoresAt + index + 1]! > to
    ) {
      leafScores[scoresAt + index] = to
      return
    }
    this.removeAt(index, 1)
    this.insert(to, ref)
  }

  /**
   * Takes out items from `rank` on, up to `n` and as many as one leaf has; their references are in
   * `cutRefs`. Gives how many.
   */
  cut(rank: number, n: number): number {
    this.seekRank(rank)
    const { index, leafWords, leafRefs, cutRefs } = this
    const count = Math.min(n, this.leafCount - index)
    for (let i = 0; i < count; i++) cutRefs[i] = leafWords[leafRefs + index + i]!
    this.removeAt(index, count)
    return count
  }

  /** References of the first `n` items (`last`: the last ones, backward), as far as one leaf has them. */
  edge(last: boolean, n: number, into: Int32Array): number {
    this.seekRank(last ? this.count - 1 : 0)
    const { leafWords, leafRefs } = this
    const count = Math.min(n, this.leafCount)
    const end = leafRefs + this.leafCount - 1
    for (let i = 0; i < count; i++) into[i] = leafWords[last ? end - i : leafRefs + i]!
    return count
  }

  // Ways down. Each opens the leaf, sets `index` and leaves the path to the leaf behind.
  // ---------------------------------------------------------------------------------------------------------
  // -

  /** To the place of an entry at a score: the entry itself, or where it is to go. */
  private seekEntry(score: number, ref: number): void {
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    const at = ((ref & SEGMENT_MASK) << 3) + 8
    this.seek(score, bytes, contentAt(bytes, at), readLength(bytes, at))
  }

  /** To the first item that is not below a member at a score. */
  seek(score: number, buf: Uint8Array, off: number, len: number): void {
    const { arena, pathNode, pathSlot, height } = this
    let node = this.node
    for (let level = 0; level < height; level++) {
      const words = arena.words[node >>> SEGMENT_SHIFT]!
      const scores = arena.doubles[node >>> SEGMENT_SHIFT]!
      const w = (node & SEGMENT_MASK) << 1
      const s = (node & SEGMENT_MASK) + SCORES
      // The last child that begins at or before the item.
      let low = 1
      let high = words[w]!
      while (low < high) {
        const middle = (low + high) >>> 1
        const other = scores[s + middle]!
        if (
          other < score ||
          (other === score && this.compareMember(words[w + SEPARATORS + middle]!, buf, off, len) <= 0)
        ) {
          low = middle + 1
        } else high = middle
      }
      pathNode[level] = node
      pathSlot[level] = low - 1
      node = words[w + CHILDREN + low - 1]!
    }
    this.openLeaf(node)
    const { leafWords: words, leafScores: scores, scoresAt, leafRefs } = this
    let low = 0
    let high = this.leafCount
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = scores[scoresAt + middle]!
      if (
        other < score ||
        (other === score && this.compareMember(words[leafRefs + middle]!, buf, off, len) < 0)
      ) {
        low = middle + 1
      } else high = middle
    }
    this.index = low
  }

  /**
   * To the first item at or above a score, or above it (`after`). Gives its rank; `count` when there is
   * none.
   */
  seekScore(score: number, after: boolean): number {
    const { arena, pathNode, pathSlot, height } = this
    if (this.node === 0) return 0
    let node = this.node
    for (let level = 0; level < height; level++) {
      const scores = arena.doubles[node >>> SEGMENT_SHIFT]!
      const s = (node & SEGMENT_MASK) + SCORES
      let low = 1
      let high = this.word(node, 0)
      while (low < high) {
        const middle = (low + high) >>> 1
        const other = scores[s + middle]!
        if (other < score || (after && other === score)) low = middle + 1
        else high = middle
      }
      pathNode[level] = node
      pathSlot[level] = low - 1
      node = this.word(node, CHILDREN + low - 1)
    }
    this.openLeaf(node)
    const { leafScores: scores, scoresAt } = this
    let low = 0
    let high = this.leafCount
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = scores[scoresAt + middle]!
      if (other < score || (after && other === score)) low = middle + 1
      else high = middle
    }
    this.index = low
    return this.pathRank()
  }

  /** `seekScore` by members, in a tree whose scores are all the same. */
  seekMember(buf: Uint8Array, off: number, len: number, after: boolean): number {
    if (this.node === 0) return 0
    const { pathNode, pathSlot, height } = this
    const most = after ? 0 : -1
    let node = this.node
    for (let level = 0; level < height; level++) {
      let low = 1
      let high = this.word(node, 0)
      while (low < high) {
        const middle = (low + high) >>> 1
        const order = this.compareMember(this.word(node, SEPARATORS + middle), buf, off, len)
        if (order <= most) low = middle + 1
        else high = middle
      }
      pathNode[level] = node
      pathSlot[level] = low - 1
      node = this.word(node, CHILDREN + low - 1)
    }
    this.openLeaf(node)
    let low = 0
    let high = this.leafCount
    while (low < high) {
      const middle = (low + high) >>> 1
      const order = this.compareMember(this.leafWords[this.leafRefs + middle]!, buf, off, len)
      if (order <= most) low = middle + 1
      else high = middle
    }
    this.index = low
    return this.pathRank()
  }

  /** To the item at a rank below `count`. Children are counted from the nearer end of their node. */
  seekRank(rank: number): void {
    const { arena, pathNode, pathSlot, height } = this
    let node = this.node
    let total = this.count
    for (let level = 0; level < height; level++) {
      const words = arena.words[node >>> SEGMENT_SHIFT]!
      const w = (node & SEGMENT_MASK) << 1
      const counts = w + COUNTS
      let slot = 0
      if (rank < total >>> 1) {
        while (rank >= words[counts + slot]!) rank -= words[counts + slot++]!
      } else {
        slot = words[w]! - 1
        let start = total - words[counts + slot]!
        while (rank < start) start -= words[counts + --slot]!
        rank -= start
      }
      pathNode[level] = node
      pathSlot[level] = slot
      total = words[counts + slot]!
      node = words[w + CHILDREN + slot]!
    }
    this.openLeaf(node)
    this.index = rank
  }

  /** The rank of an entry that is in the tree, at its score. */
  rankOf(score: number, ref: number): number {
    this.seekEntry(score, ref)
    return this.pathRank()
  }

  /** The rank of the position that a way down ended at. */
  private pathRank(): number {
    const { arena, pathNode, pathSlot, height } = this
    let rank = this.index
    for (let level = 0; level < height; level++) {
      const node = pathNode[level]!
      const words = arena.words[node >>> SEGMENT_SHIFT]!
      const counts = ((node & SEGMENT_MASK) << 1) + COUNTS
      for (let i = pathSlot[level]! - 1; i >= 0; i--) rank += words[counts + i]!
    }
    return rank
  }

  // The position
  // --------------------------------------------------------------------------------------------------------

  /** The entry at the position. */
  ref(): number {
    return this.leafWords[this.leafRefs + this.index]!
  }

  score(): number {
    return this.leafScores[this.scoresAt + this.index]!
  }

  /** Steps to the next item; false at the end. */
  next(): boolean {
    if (++this.index < this.leafCount) return true
    const next = this.leafWords[this.leafAt + NEXT]!
    if (next === 0) return false
    this.openLeaf(next)
    this.index = 0
    return true
  }

  /** Steps to the item before; false at the beginning. */
  previous(): boolean {
    if (--this.index >= 0) return true
    const previous = this.leafWords[this.leafAt + PREVIOUS]!
    if (previous === 0) return false
    this.openLeaf(previous)
    this.index = this.leafCount - 1
    return true
  }

  /**
   * Replies with `n` members from the position on, forward or backward, as `replyRun` does; the position is
   * spent then. There are so many.
   */
  reply(reply: ReplyWriter, n: number, reverse: boolean, withScores: boolean): void {
    const step = reverse ? -1 : 1
    while (n > 0) {
      const { index, leafScores, scoresAt } = this
      const run = Math.min(n, reverse ? index + 1 : this.leafCount - index)
      const scores = withScores ? leafScores : null
      const at = this.leafRefs + index
      replyRun(reply, this.arena, this.leafWords, at, run, step, scores, scoresAt + index)
      n -= run
      if (n === 0) return
      this.openLeaf(this.leafWords[this.leafAt + (reverse ? PREVIOUS : NEXT)]!)
      this.index = reverse ? this.leafCount - 1 : 0
    }
  }

  /** The position as a number, good while the tree does not change; never 0. */
  mark(): number {
    return (this.leaf >>> 0) * LEAF_UNIT + this.index
  }

  /** Goes back to a position. */
  goTo(mark: number): void {
    this.openLeaf(Math.floor(mark / LEAF_UNIT) | 0)
    this.index = mark % LEAF_UNIT
  }
}
