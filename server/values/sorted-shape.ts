/**
 * How a sorted set's tree keeps its shape: the way down to a leaf, splits on the way back up from an
 * insertion, leaves and nodes that merge or share after removals.
 *
 * A node that has become small takes from a neighbour or joins it, but the first and the last leaf may run
 * empty: popping from an end, the commonest way to shrink, moves nothing. And where items come in order,
 * ascending or descending, the full leaf stays full and the new item begins a leaf of its own.
 */
import {
  CHILDREN,
  COUNTS,
  INNER_MAX,
  LEAF_MAX,
  NEXT,
  PREVIOUS,
  SEPARATORS,
  SortedNodes,
} from './sorted-nodes.ts'

const LEAF_MIN = 24
const INNER_MIN = 20
/** More levels than references can address. */
const LEVELS_MAX = 16
/** Word offsets of what the owner's root block keeps of the tree. */
const NODE = 0
const HEIGHT = 1
const COUNT = 2
/** Bytes that a tree needs in its owner's root block. */
export const TREE_ROOT_BYTES = 12

const NO_WORDS = new Int32Array(0)

export class SortedShape extends SortedNodes {
  /** The root: a leaf at height 0; node 0 of an empty tree. */
  protected node: number
  protected height: number
  count: number
  /** The way down: inner nodes from the root on, and the child taken in each. */
  protected readonly pathNode: Int32Array
  protected readonly pathSlot: Int32Array
  private rootWords: Int32Array
  private rootAt: number
  /** The child that a split has made, for its parent. */
  private newChild: number
  private newBelow: number
  private newScore: number
  private newSeparator: number

  constructor(...args: ConstructorParameters<typeof SortedNodes>) {
    super(...args)
    this.node = 0
    this.height = 0
    this.count = 0
    this.pathNode = new Int32Array(LEVELS_MAX)
    this.pathSlot = new Int32Array(LEVELS_MAX)
    this.rootWords = NO_WORDS
    this.rootAt = 0
    this.newChild = 0
    this.newBelow = 0
    this.newScore = 0
    this.newSeparator = 0
  }

  /** Turns to the tree whose root words are at `words[at]`; all zero they are an empty tree's. */
  open(words: Int32Array, at: number): void {
    this.rootWords = words
    this.rootAt = at
    this.node = words[at + NODE]!
    this.height = words[at + HEIGHT]!
    this.count = words[at + COUNT]!
  }

  protected setCount(count: number): void {
    this.count = count
    this.rootWords[this.rootAt + COUNT] = count
  }

  private setRoot(node: number, height: number): void {
    this.node = node
    this.height = height
    this.rootWords[this.rootAt + NODE] = node
    this.rootWords[this.rootAt + HEIGHT] = height
  }

  /** Frees about `budget` leaves of a tree that nobody holds any more; true when nothing is left. */
  dismantle(budget: number): boolean {
    for (; budget > 0 && this.node !== 0; budget--) {
      let parent = 0
      let node = this.node
      let level = this.height
      for (; level > 0 && this.word(node, 0) > 0; level--) {
        parent = node
        node = this.word(node, CHILDREN + this.word(node, 0) - 1)
      }
      if (level > 0) this.freeInner(node)
      else this.freeLeaf(node)
      if (parent === 0) this.setRoot(0, 0)
      else this.setWord(parent, 0, this.word(parent, 0) - 1)
    }
    return this.node === 0
  }

  // Insertion
  // ---------------------------------------------------------------------------------------------------------
  // --

  /** The item goes into the leaf at the end of the path, the open one, at `index`. */
  protected insertAt(index: number, score: number, ref: number): void {
    this.setCount(this.count + 1)
    if (this.node === 0) {
      this.setRoot(this.newLeaf(this.firstCapacity()), 0)
      this.openLeaf(this.node)
    } else if (this.leafCount === this.leafCapacity()) {
      if (this.leafCount === LEAF_MAX) return this.insertSplitting(index, score, ref)
      this.setRoot(this.enlarged(this.node), 0)
      this.openLeaf(this.node)
    }
    this.putItem(index, score, ref)
    const { pathNode, pathSlot } = this
    for (let level = this.height - 1; level >= 0; level--)
      this.addBelow(pathNode[level]!, pathSlot[level]!, 1)
  }

  private addBelow(node: number, slot: number, n: number): void {
    this.setWord(node, COUNTS + slot, this.word(node, COUNTS + slot) + n)
  }

  private insertSplitting(index: number, score: number, ref: number): void {
    const left = this.leaf
    const right = this.splitLeaf(left, index)
    const leftCount = this.word(left, 0)
    const goesLeft = index <= leftCount && leftCount < LEAF_MAX
    this.openLeaf(goesLeft ? left : right)
    this.putItem(goesLeft ? index : index - leftCount, score, ref)
    this.openLeaf(right)
    this.newChild = right
    this.newBelow = this.leafCount
    this.newScore = this.leafScores[this.scoresAt]!
    this.newSeparator = this.leafWords[this.leafRefs]!
    for (let level = this.height - 1; level >= 0; level--) {
      const node = this.pathNode[level]!
      const slot = this.pathSlot[level]!
      this.addBelow(node, slot, 1 - this.newBelow)
      if (this.newChild === 0) continue
      if (this.word(node, 0) < INNER_MAX) this.placeChild(node, slot + 1)
      else this.splitInner(node, slot + 1, level)
    }
    if (this.newChild !== 0) this.growRoot()
  }

  /**
   * Makes the right neighbour of a full leaf, with half of its items; with none or all where items come in
   * order.
   */
  private splitLeaf(left: number, index: number): number {
    const next = this.word(left, NEXT)
    const previous = this.word(left, PREVIOUS)
    const right = this.newLeaf(LEAF_MAX)
    let keep = LEAF_MAX >>> 1
    if (next === 0 && index === LEAF_MAX) keep = LEAF_MAX
    else if (previous === 0 && index === 0) keep = 0
    this.copyItems(left, keep, right, 0, LEAF_MAX - keep)
    this.setWord(right, 0, LEAF_MAX - keep)
    this.setWord(left, 0, keep)
    this.setWord(right, PREVIOUS, left)
    this.setWord(right, NEXT, next)
    this.setWord(left, NEXT, right)
    if (next !== 0) this.setWord(next, PREVIOUS, right)
    return right
  }

  /** The new child goes in; nothing is left to place further up. */
  private placeChild(node: number, index: number): void {
    this.putChild(node, index, this.newScore, this.newSeparator, this.newChild, this.newBelow)
    this.newChild = 0
    this.newBelow = 0
  }

  /**
   * Divides a full inner node and places the new child in one of the halves; the new half goes further up.
   */
  private splitInner(left: number, index: number, level: number): void {
    const right = this.newInner()
    let keep = INNER_MAX >>> 1
    if (index === INNER_MAX && this.onEdge(level, true)) keep = INNER_MAX
    else if (index === 1 && this.onEdge(level, false)) keep = 1
    this.copyChildren(left, keep, right, 0, INNER_MAX - keep)
    this.setWord(right, 0, INNER_MAX - keep)
    this.setWord(left, 0, keep)
    if (index <= keep && keep < INNER_MAX) this.placeChild(left, index)
    else this.placeChild(right, index - keep)
    this.newChild = right
    this.newBelow = this.below(right)
    this.newScore = this.separatorScore(right, 0)
    this.newSeparator = this.word(right, SEPARATORS)
  }

  /** Whether the path's node at `level` is the last (or first) of its level. */
  private onEdge(level: number, last: boolean): boolean {
    for (let l = level - 1; l >= 0; l--) {
      const edge = last ? this.word(this.pathNode[l]!, 0) - 1 : 0
      if (this.pathSlot[l] !== edge) return false
    }
    return true
  }

  private growRoot(): void {
    const root = this.newInner()
    this.putChild(root, 0, 0, 0, this.node, this.count - this.newBelow)
    this.placeChild(root, 1)
    this.setRoot(root, this.height + 1)
  }

  // Removal
  // ---------------------------------------------------------------------------------------------------------

  /** Takes `n` items out of the open leaf, which the path leads to, at `index`. The path is spent then. */
  protected removeAt(index: number, n: number): void {
    this.setCount(this.count - n)
    const { pathNode, pathSlot, height } = this
    for (let level = height - 1; level >= 0; level--) this.addBelow(pathNode[level]!, pathSlot[level]!, -n)
    this.dropItems(index, n)
    if (this.leafCount === 0) this.removeLeaf()
    else {
      if (index === 0 && height > 0) {
        this.fixSeparator(height, this.leafScores[this.scoresAt]!, this.leafWords[this.leafRefs]!)
      }
      if (this.leafCount < LEAF_MIN && height > 0) this.refillLeaf()
    }
    while (this.height > 0 && this.word(this.node, 0) === 1) {
      const root = this.node
      this.setRoot(this.word(root, CHILDREN), this.height - 1)
      this.freeInner(root)
    }
  }

  /**
   * What is below the path's node at `level` begins with another item: tells the node that keeps its
   * separator.
   */
  private fixSeparator(level: number, score: number, ref: number): void {
    for (let l = level - 1; l >= 0; l--) {
      const slot = this.pathSlot[l]!
      if (slot > 0) return this.setSeparator(this.pathNode[l]!, slot, score, ref)
    }
  }

  private removeLeaf(): void {
    const leaf = this.leaf
    this.unlinkLeaf(leaf)
    this.freeLeaf(leaf)
    if (this.height === 0) this.setRoot(0, 0)
    else this.removeChild(this.height - 1, this.pathSlot[this.height - 1]!)
  }

  private unlinkLeaf(leaf: number): void {
    const previous = this.word(leaf, PREVIOUS)
    const next = this.word(leaf, NEXT)
    if (previous !== 0) this.setWord(previous, NEXT, next)
    if (next !== 0) this.setWord(next, PREVIOUS, previous)
  }

  /** The path's node at `level` loses a child, already freed. */
  private removeChild(level: number, slot: number): void {
    const node = this.pathNode[level]!
    this.dropChild(node, slot)
    const count = this.word(node, 0)
    if (count === 0) {
      this.freeInner(node)
      if (level === 0) this.setRoot(0, 0)
      else this.removeChild(level - 1, this.pathSlot[level - 1]!)
      return
    }
    if (slot === 0) this.fixSeparator(level, this.separatorScore(node, 0), this.word(node, SEPARATORS))
    if (level > 0 && count < INNER_MIN) this.refillInner(level)
  }

  /**
   * The open leaf has become small: it joins a neighbour, or they share. The first and the last leaf may
   * be small.
   */
  private refillLeaf(): void {
    const { leaf } = this
    if (this.word(leaf, PREVIOUS) === 0 || this.word(leaf, NEXT) === 0) return
    const level = this.height - 1
    const parent = this.pathNode[level]!
    if (this.word(parent, 0) === 1) return
    const slot = this.pathSlot[level]!
    const s = slot + 1 < this.word(parent, 0) ? slot : slot - 1
    const left = this.word(parent, CHILDREN + s)
    const right = this.word(parent, CHILDREN + s + 1)
    const leftCount = this.word(left, 0)
    const rightCount = this.word(right, 0)
    const sum = leftCount + rightCount
    if (sum <= LEAF_MAX) {
      this.appendItems(left, right, rightCount)
      this.setWord(left, 0, sum)
      this.setWord(parent, COUNTS + s, sum)
      this.unlinkLeaf(right)
      this.freeLeaf(right)
      this.removeChild(level, s + 1)
      return
    }
    this.shareItems(left, right, sum >>> 1)
    this.openLeaf(right)
    this.setSeparator(parent, s + 1, this.leafScores[this.scoresAt]!, this.leafWords[this.leafRefs]!)
    this.setWord(parent, COUNTS + s, sum >>> 1)
    this.setWord(parent, COUNTS + s + 1, sum - (sum >>> 1))
  }

  /** Moves items between neighbours until the left one has `target`. */
  private shareItems(left: number, right: number, target: number): void {
    const leftCount = this.word(left, 0)
    const rightCount = this.word(right, 0)
    const n = target - leftCount
    if (n > 0) {
      this.appendItems(left, right, n)
      this.openLeaf(right)
      this.dropItems(0, n)
    } else {
      this.openLeaf(right)
      this.openFrontOfLeaf(-n)
      this.copyItems(left, target, right, 0, -n)
    }
    this.setWord(left, 0, target)
    this.setWord(right, 0, rightCount - n)
  }

  /** Copies the first `n` items of a leaf behind those of its left neighbour; counts are the caller's. */
  private appendItems(left: number, right: number, n: number): void {
    this.openLeaf(left)
    this.openEndOfLeaf()
    this.copyItems(right, 0, left, this.leafCount, n)
  }

  /** `refillLeaf` for the path's inner node at `level`, which has a parent. */
  private refillInner(level: number): void {
    const parent = this.pathNode[level - 1]!
    if (this.word(parent, 0) === 1) return
    const slot = this.pathSlot[level - 1]!
    const s = slot + 1 < this.word(parent, 0) ? slot : slot - 1
    const left = this.word(parent, CHILDREN + s)
    const right = this.word(parent, CHILDREN + s + 1)
    const leftCount = this.word(left, 0)
    const sum = leftCount + this.word(right, 0)
    // The right node's first separator becomes one that counts.
    this.setSeparator(right, 0, this.separatorScore(parent, s + 1), this.word(parent, SEPARATORS + s + 1))
    if (sum <= INNER_MAX) {
      this.copyChildren(right, 0, left, leftCount, sum - leftCount)
      this.setWord(left, 0, sum)
      this.setWord(parent, COUNTS + s, this.below(left))
      this.freeInner(right)
      this.removeChild(level - 1, s + 1)
      return
    }
    const target = sum >>> 1
    const n = target - leftCount
    if (n > 0) {
      this.copyChildren(right, 0, left, leftCount, n)
      this.closeFront(right, n)
    } else {
      this.openFront(right, -n)
      this.copyChildren(left, target, right, 0, -n)
    }
    this.setWord(left, 0, target)
    this.setWord(right, 0, sum - target)
    this.setSeparator(parent, s + 1, this.separatorScore(right, 0), this.word(right, SEPARATORS))
    this.setWord(parent, COUNTS + s, this.below(left))
    this.setWord(parent, COUNTS + s + 1, this.below(right))
  }
}
