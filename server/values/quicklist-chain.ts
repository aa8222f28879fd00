/**
 * What a quicklist is made of: its root, the chain of nodes, and which of them are compressed. As in Redis it
 * keeps two directives as they were when it was made: `list-max-listpack-size`, its fill, says how long nodes
 * become; `list-compress-depth` says how many nodes at each end stay plain; all others are compressed, as far
 * as it is worth it. 0 is no compression at all. `arrange` sees to it when the ends moved or inner nodes were
 * changed.
 *
 * The root, stable while the list lives:
 *
 *   word 0  first node    word 2  number of elements   words 4, 5  bytes of all blocks, as a double
 *   word 1  last node     word 3  number of nodes      word 6      compress depth
 *                                                      word 7      fill
 */
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import type { Walks } from '../memory/walks.ts'
import { nodeBytes, storedFill } from './list-limits.ts'
import { NEXT, PREV, QuicklistNode } from './quicklist-node.ts'

/** From so many nodes on a new one has its whole body from the start. */
const GROWN_NODES = 4

const ROOT_BYTES = 32
const HEAD = 0
const TAIL = 1
export const LENGTH = 2
const NODES = 3
const DEPTH = 6
const FILL = 7
/** Redis keeps the depth in 16 bits. */
const DEPTH_MAX = 0xffff

export class QuicklistChain {
  readonly arena: Arena
  /** The node last worked on. */
  readonly node: QuicklistNode
  /** A second one, for splits and merges, and for `arrange`. */
  protected readonly other: QuicklistNode
  root: number
  /** The root's words, and where they begin. */
  protected words: Int32Array
  protected w: number
  protected readonly walks: Walks
  /** Nodes that were or became ordinary ones to be changed, until they are arranged. */
  private readonly touched: number[]

  constructor(arena: Arena) {
    this.arena = arena
    this.node = new QuicklistNode(arena)
    this.other = new QuicklistNode(arena)
    this.root = 0
    this.words = arena.words[0]!
    this.w = 0
    this.walks = arena.walks
    this.touched = []
  }

  /** A new list without elements, by these values of the two directives; it is open. */
  create(fill: number, depth: number): number {
    const root = this.arena.alloc(ROOT_BYTES)
    this.open(root)
    const { words, w } = this
    words.fill(0, w, w + (ROOT_BYTES >>> 2))
    words[w + DEPTH] = Math.min(depth, DEPTH_MAX)
    words[w + FILL] = storedFill(fill)
    this.arena.doubles[root >>> SEGMENT_SHIFT]![(root & SEGMENT_MASK) + 2] = ROOT_BYTES
    return root
  }

  open(root: number): void {
    this.root = root
    this.words = this.arena.words[root >>> SEGMENT_SHIFT]!
    this.w = (root & SEGMENT_MASK) << 1
  }

  get head(): number {
    return this.words[this.w + HEAD]!
  }

  get tail(): number {
    return this.words[this.w + TAIL]!
  }

  get length(): number {
    return this.words[this.w + LENGTH]!
  }

  get nodes(): number {
    return this.words[this.w + NODES]!
  }

  /** How many nodes at each end are never compressed; 0: none is. */
  get depth(): number {
    return this.words[this.w + DEPTH]!
  }

  /** `list-max-listpack-size` when the list was made. */
  get fill(): number {
    return this.words[this.w + FILL]!
  }

  /** Bytes of all blocks of a list. */
  footprint(root: number): number {
    return this.arena.doubles[root >>> SEGMENT_SHIFT]![(root & SEGMENT_MASK) + 2]!
  }

  /** Enters what the node's blocks grew by into the account. */
  protected settle(node: QuicklistNode): void {
    if (node.grown === 0) return
    this.arena.doubles[this.root >>> SEGMENT_SHIFT]![(this.root & SEGMENT_MASK) + 2]! += node.grown
    node.grown = 0
  }

  /** Frees nodes of about `budget` elements of a list that is nobody's; true when nothing is left of it. */
  dismantle(root: number, budget: number): boolean {
    const { node } = this
    this.open(root)
    let ref = this.head
    while (ref !== 0 && budget > 0) {
      node.skim(ref)
      ref = node.next
      budget -= Math.max(node.count, 1)
      node.destroy()
    }
    node.grown = 0
    this.words[this.w + HEAD] = ref
    if (ref !== 0) return false
    this.arena.free(root, ROOT_BYTES)
    return true
  }

  // Nodes
  // ---------------------------------------------------------------------------------------------------------

  /**
   * A new node behind (`after`) or before `near`, or the only one when that is 0; it is loaded, with `room`
   * bytes of room at its start (`before`) or end.
   */
  protected addNode(near: number, after: boolean, room: number, before: boolean): void {
    const { node, words, w } = this
    const limit = nodeBytes(this.fill)
    // A list that has come to several nodes will most likely fill the next one, too.
    const ref = node.create(words[w + NODES]! < GROWN_NODES ? room : Math.max(room, limit), limit, before)
    this.settle(node)
    if (this.walks.size !== 0) this.walks.entered(this.root, ref)
    words[w + NODES]!++
    if (near === 0) {
      words[w + HEAD] = ref
      words[w + TAIL] = ref
      return
    }
    const far = this.link(near, after ? NEXT : PREV)
    node.words[node.w + (after ? PREV : NEXT)] = near
    node.words[node.w + (after ? NEXT : PREV)] = far
    this.setLink(near, after ? NEXT : PREV, ref)
    if (far !== 0) this.setLink(far, after ? PREV : NEXT, ref)
    else words[w + (after ? TAIL : HEAD)] = ref
  }

  /** Takes the skimmed node out of the list and frees it. */
  protected removeNode(): void {
    const { node, words, w } = this
    const { prev, next } = node
    if (prev !== 0) this.setLink(prev, NEXT, next)
    else words[w + HEAD] = next
    if (next !== 0) this.setLink(next, PREV, prev)
    else words[w + TAIL] = prev
    words[w + NODES]!--
    this.forget(node.ref)
    if (this.walks.size !== 0 && this.walks.keeps(this.root, node.ref)) node.disown()
    else node.destroy()
    this.settle(node)
  }

  protected link(ref: number, which: number): number {
    return this.arena.words[ref >>> SEGMENT_SHIFT]![((ref & SEGMENT_MASK) << 1) + which]!
  }

  private setLink(ref: number, which: number, to: number): void {
    this.arena.words[ref >>> SEGMENT_SHIFT]![((ref & SEGMENT_MASK) << 1) + which] = to
  }

  // Compression
  // ---------------------------------------------------------------------------------------------------------

  /** The loaded node is about to be changed in place; `arrange` must follow, sooner or later. */
  protected touch(): void {
    if (this.walks.size !== 0) this.tell()
    if (this.depth === 0) return
    const { node, touched } = this
    node.unpack()
    this.settle(node)
    if (!touched.includes(node.ref)) touched.push(node.ref)
  }

  /** Whoever walks over the list is told that what the loaded node holds is about to change. */
  protected tell(): void {
    this.walks.changing(this.root, this.node.ref)
  }

  private forget(ref: number): void {
    const { touched } = this
    const i = touched.length === 0 ? -1 : touched.indexOf(ref)
    if (i >= 0) touched.splice(i, 1)
  }

  /** Whether a node that is not the loaded one waits to be arranged. */
  protected get otherTouched(): boolean {
    return this.touched.length > 0 && this.touched[0] !== this.node.ref
  }

  /** `arrange` if a changed node waits for it. */
  arrangeTouched(): void {
    if (this.touched.length > 0) this.arrange()
  }

  /**
   * Makes the nodes near the ends ordinary ones, and compresses those that were touched and, as all but them
   * are compressed already, the next behind each end. The loaded node, if it is one of these, must be loaded
   * again.
   */
  protected arrange(): void {
    const { depth, nodes, other, touched } = this
    if (depth === 0) return
    let front = this.head
    let back = this.tail
    for (let i = 0; i < depth && 2 * i < nodes; i++) {
      this.expose(front)
      this.expose(back)
      front = this.link(front, NEXT)
      back = this.link(back, PREV)
    }
    if (nodes > 2 * depth) {
      this.compress(front)
      if (back !== front) this.compress(back)
      for (const ref of touched) if (ref !== front && ref !== back) this.compress(ref)
    }
    touched.length = 0
    this.settle(other)
  }

  /** Makes a node an ordinary one, which it is to stay. */
  private expose(ref: number): void {
    this.other.skim(ref)
    this.other.unpack()
    this.forget(ref)
  }

  private compress(ref: number): void {
    this.other.skim(ref)
    this.other.pack()
  }
}
