/**
 * The quicklist: a long list as a doubly linked list of listpacks. How entries are spread over nodes (when a
 * node is full, split, merged with its neighbour) is as in Redis 7.2, since a list of one node may become a
 * listpack again and DUMP shows the nodes. Which nodes are compressed is for the chain to say
 * (`quicklist-chain.ts`): whoever changes a node that may be an inner one tells it before (`touch`) and has
 * the chain arranged when it is done.
 */
import { exceeds, nodeBytes, takesOne } from './list-limits.ts'
import { LP_OVERHEAD, lpEncode, lpEncodedSize, lpEntrySize, lpNext, lpPrev } from './listpack.ts'
import { LENGTH, QuicklistChain } from './quicklist-chain.ts'
import { COUNT, END, NEXT, NODE_MAX, PREV, START } from './quicklist-node.ts'

export class Quicklist extends QuicklistChain {
  // Ends
  // ---------------------------------------------------------------------------------------------------------

  /** Adds an element at the end. */
  pushTail(buf: Uint8Array, off: number, len: number): void {
    const { node } = this
    const { fill } = this
    const tail = this.tail
    if (tail !== 0) node.load(tail)
    if (tail === 0 || !takesOne(fill, node.size, node.count, len)) {
      this.addNode(tail, true, lpEncodedSize(buf, off, len), false)
      this.arrange()
    } else if (node.roomBehind < len + LP_OVERHEAD) {
      const need = lpEncodedSize(buf, off, len)
      if (node.roomBehind < need) node.makeRoom(false, need, nodeBytes(fill))
      this.settle(node)
    }
    if (this.walks.size !== 0) this.tell()
    const { words, w } = node
    const end = words[w + END]!
    words[w + END] = end + lpEncode(node.bytes, node.base + end, buf, off, len)
    words[w + COUNT]!++
    this.words[this.w + LENGTH]!++
  }

  /** Adds an element at the beginning. */
  pushHead(buf: Uint8Array, off: number, len: number): void {
    const { node } = this
    const { fill } = this
    const head = this.head
    const size = lpEncodedSize(buf, off, len)
    if (head !== 0) node.load(head)
    if (head === 0 || !takesOne(fill, node.size, node.count, len)) {
      this.addNode(head, false, size, true)
      this.arrange()
    } else if (node.roomBefore < size) {
      node.makeRoom(true, size, nodeBytes(fill))
      this.settle(node)
    }
    if (this.walks.size !== 0) this.tell()
    const { words, w } = node
    const start = words[w + START]! - size
    words[w + START] = start
    lpEncode(node.bytes, node.base + start, buf, off, len)
    words[w + COUNT]!++
    this.words[this.w + LENGTH]!++
  }

  /** Loads the first or the last node and answers the position of its outermost entry; the list has one. */
  end(first: boolean): number {
    const { node } = this
    node.load(first ? this.head : this.tail)
    return first ? node.low : lpPrev(node.bytes, node.high)
  }

  /** Takes the first or the last element off. */
  drop(first: boolean): void {
    const { node } = this
    const p = this.end(first)
    const { words, w } = node
    const left = words[w + COUNT]! - 1
    this.words[this.w + LENGTH]!--
    if (left === 0) {
      this.removeNode()
      this.arrange()
      return
    }
    if (this.walks.size !== 0) this.tell()
    words[w + COUNT] = left
    if (first) words[w + START]! += lpEntrySize(node.bytes, p)
    else words[w + END] = p - node.base
  }

  /** Adds the `count` entries at `bytes[from, to)`, which may be many, as a node of their own at the end. */
  appendEntries(bytes: Uint8Array, from: number, to: number, count: number): void {
    if (count === 0) return
    const { node } = this
    this.addNode(this.tail, true, to - from, false)
    this.arrange()
    const { words, w } = node
    node.bytes.set(bytes.subarray(from, to), node.low)
    words[w + END]! += to - from
    words[w + COUNT] = count
    this.words[this.w + LENGTH]! += count
  }

  // Anywhere
  // ---------------------------------------------------------------------------------------------------------

  /**
   * Loads the node with the element of this number and answers its position there, or -1. Goes from the
   * nearer end, over nodes and then inside one.
   */
  seek(index: number): number {
    const length = this.length
    if (index < 0 || index >= length) return -1
    const { node } = this
    if (index * 2 < length) {
      node.skim(this.head)
      for (let count = node.count; index >= count; count = node.count) {
        index -= count
        node.skim(node.next)
      }
    } else {
      index = length - 1 - index
      node.skim(this.tail)
      for (let count = node.count; index >= count; count = node.count) {
        index -= count
        node.skim(node.prev)
      }
      index = node.count - 1 - index
    }
    node.load(node.ref)
    return this.inNode(index)
  }

  /** Position of an entry of the loaded node by its number in it. */
  private inNode(index: number): number {
    const { node } = this
    const { bytes, count } = node
    if (index * 2 <= count) {
      let p = node.low
      for (; index > 0; index--) p = lpNext(bytes, p)
      return p
    }
    let p = node.high
    for (; index < count; index++) p = lpPrev(bytes, p)
    return p
  }

  /** Replaces the entry at p of the loaded node, whatever (up to NODE_MAX) that makes of the node's size. */
  replace(p: number, buf: Uint8Array, off: number, len: number): void {
    const { node } = this
    const add = lpEncodedSize(buf, off, len)
    if (node.size + add > NODE_MAX && node.count > 1) {
      const first = p === node.low
      const offset = first ? 0 : lpPrev(node.bytes, p) - node.low
      this.remove(p)
      this.insert(node.low + offset, !first, buf, off, len)
      return
    }
    const limit = nodeBytes(this.fill)
    const size = lpEntrySize(node.bytes, p)
    const offset = p - node.low
    this.touch()
    const at = node.splice(offset, size, add, 0, limit)
    lpEncode(node.bytes, at, buf, off, len)
    node.shrink()
    this.settle(node)
    this.arrange()
  }

  /**
   * Takes the entry at p out of the loaded node; true when that was its last, and the node is gone. It stays
   * loaded and ready for more until another one is changed: `arrangeTouched` when all is done.
   */
  remove(p: number): boolean {
    const { node } = this
    const size = lpEntrySize(node.bytes, p)
    const offset = p - node.low
    if (this.otherTouched) {
      this.arrange()
      node.load(node.ref)
    }
    const gone = this.cut(offset, size, 1)
    if (gone) this.arrange()
    return gone
  }

  /** Takes `count` entries, `size` bytes at `offset`, out of the loaded node; true when the node is gone. */
  private cut(offset: number, size: number, count: number): boolean {
    const { node } = this
    this.words[this.w + LENGTH]! -= count
    if (count === node.count) {
      this.removeNode()
      return true
    }
    this.touch()
    node.splice(offset, size, 0, -count, 0)
    node.shrink()
    this.settle(node)
    return false
  }

  /** Takes out `count` elements from the one with number `index` on; there are that many. */
  removeRange(index: number, count: number): void {
    if (count === 0) return
    const { node } = this
    let offset = this.seek(index) - node.low
    for (;;) {
      const { next } = node
      count -= this.cutUpTo(offset, count)
      if (count === 0) break
      node.skim(next)
      offset = 0
    }
    this.arrange()
  }

  /** Takes up to `count` entries from `offset` on out of the skimmed node; answers how many that were. */
  private cutUpTo(offset: number, count: number): number {
    const { node } = this
    const entries = node.count
    if (offset === 0 && count >= entries) {
      this.cut(0, 0, entries)
      return entries
    }
    node.load(node.ref)
    const { bytes, high } = node
    const p = node.low + offset
    let q = p
    let taken = 0
    for (; taken < count && q < high; taken++) q = lpNext(bytes, q)
    this.cut(offset, q - p, taken)
    return taken
  }

  /** Puts an element behind (`after`) or before the entry at p of the loaded node. */
  insert(p: number, after: boolean, buf: Uint8Array, off: number, len: number): void {
    const { node } = this
    const { fill } = this
    const add = lpEncodedSize(buf, off, len)
    if (after) p = lpNext(node.bytes, p)
    const outside = after ? p === node.high : p === node.low
    if (!takesOne(fill, node.size, node.count, len)) {
      if (!outside) {
        this.insertSplitting(p, after, buf, off, len)
        this.arrange()
        return
      }
      const here = node.ref
      const neighbour = after ? node.next : node.prev
      if (neighbour !== 0) node.load(neighbour)
      if (neighbour === 0 || !takesOne(fill, node.size, node.count, len)) {
        this.addNode(here, after, add, !after)
        p = node.low
      } else p = after ? node.low : node.high
    }
    const offset = p - node.low
    this.touch()
    const at = node.splice(offset, 0, add, 1, nodeBytes(fill))
    lpEncode(node.bytes, at, buf, off, len)
    this.settle(node)
    this.words[this.w + LENGTH]!++
    this.arrange()
  }

  /**
   * The loaded node is full and p inside it: splits it at p and puts the element on the new node's near end.
   */
  private insertSplitting(p: number, after: boolean, buf: Uint8Array, off: number, len: number): void {
    const { node, other } = this
    const add = lpEncodedSize(buf, off, len)
    const here = node.ref
    const offset = p - node.low
    this.touch()
    p = node.low + offset
    const { low, high } = node
    other.load(here)
    const from = after ? p : low
    const to = after ? high : p
    let moved = 0
    for (let q = from; q < to; q = lpNext(other.bytes, q)) moved++
    this.addNode(here, after, to - from + add, after)
    this.touch()
    const { words, w } = node
    // Its entries, and the new one on the side that was split.
    if (after) words[w + START]! -= to - from + add
    else words[w + END]! += to - from + add
    const at = node.low
    node.bytes.set(other.bytes.subarray(from, to), after ? at + add : at)
    lpEncode(node.bytes, after ? at : at + to - from, buf, off, len)
    words[w + COUNT] = moved + 1
    other.words[other.w + COUNT]! -= moved
    if (after) other.words[other.w + END]! -= to - from
    else other.words[other.w + START]! += to - from
    this.words[this.w + LENGTH]!++
    this.mergeAround(here)
  }

  /** Merges neighbours around a node that was split, where they fit into one: in Redis's order. */
  private mergeAround(center: number): void {
    const prev = this.link(center, PREV)
    const next = this.link(center, NEXT)
    if (prev !== 0) this.merge(this.link(prev, PREV), prev)
    if (next !== 0) this.merge(next, this.link(next, NEXT))
    const before = this.link(center, PREV)
    const target = this.merge(before, center) ? before : center
    this.merge(target, this.link(target, NEXT))
  }

  /** Appends node b to node a, its predecessor, if both fit into one; 0 is no node. */
  private merge(a: number, b: number): boolean {
    if (a === 0 || b === 0) return false
    const { node, other } = this
    const { fill } = this
    node.skim(a)
    other.skim(b)
    const size = node.size + other.used
    const count = other.count
    if (exceeds(fill, size, node.count + count)) return false
    node.load(a)
    this.touch()
    other.load(b)
    const at = node.splice(node.used, 0, other.used, count, nodeBytes(fill))
    node.bytes.set(other.bytes.subarray(other.low, other.high), at)
    this.settle(node)
    node.skim(b)
    this.removeNode()
    return true
  }
}
