/**
 * Reading a list, whatever it is: a listpack that is the record's value, or a quicklist. A cursor stands on
 * one element: `seek` and `seekEnd` put it there, `next` and `previous` move it, `read` gives the element.
 * Adding and removing elements by other ways than the cursor's loses it.
 */
import { withView } from '../../shared/bytes/view.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import type { Arena } from '../memory/arena.ts'
import { type Home, LARGE, readRoot, type View } from './home.ts'
import type { Limits } from './limits.ts'
import {
  LP_HEADER,
  LP_OVERHEAD,
  lpCount,
  lpEncode,
  lpIsInteger,
  lpMatch,
  lpNext,
  lpPrev,
  lpRead,
  lpSeek,
} from './listpack.ts'
import { replyEntry } from './listpack-reply.ts'
import { Quicklist } from './quicklist.ts'
import { NODE_MAX } from './quicklist-node.ts'
import { Slice } from './slice.ts'

/** The position behind the last element; see `walk`. */
const WALK_END = 1
/** A position in a quicklist: node times this, and the offset in the node. */
const NODE_SPAN = NODE_MAX * 2
/** A sought element up to this long is encoded in memory that is kept. */
const SCRATCH_BYTES = 8192

export class ListCursor {
  readonly limits: Limits
  readonly quicklist: Quicklist
  /** The element last read. */
  readonly element: Slice
  protected home!: Home
  protected view!: View
  protected large: boolean
  /** Bytes and bounds of the listpack or node the cursor is in, and its position. */
  protected bytes: Uint8Array
  protected low: number
  protected high: number
  protected p: number
  private readonly scratch: Uint8Array
  /** The element sought (`aim`), encoded. */
  private sought: Uint8Array
  private soughtSize: number

  constructor(arena: Arena, limits: Limits) {
    this.limits = limits
    this.quicklist = new Quicklist(arena)
    this.element = new Slice()
    this.large = false
    this.scratch = withView(Buffer.alloc(SCRATCH_BYTES + LP_OVERHEAD))
    this.bytes = this.scratch
    this.low = 0
    this.high = 0
    this.p = 0
    this.sought = this.scratch
    this.soughtSize = 0
  }

  /** Works on the loaded record's value from here on. */
  open(home: Home): void {
    const view = home.records
    this.home = home
    this.view = view
    this.large = (view.meta & LARGE) !== 0
    if (this.large) this.quicklist.open(readRoot(view.valueBytes, view.valueAt))
  }

  /** Whether the list is a quicklist. */
  get isLarge(): boolean {
    return this.large
  }

  length(): number {
    return this.large ? this.quicklist.length : lpCount(this.view.valueBytes, this.view.valueAt)
  }

  // Moving
  // ---------------------------------------------------------------------------------------------------------

  /** Places the cursor on the first or the last element; there is one. */
  seekEnd(first: boolean): void {
    if (this.large) {
      this.p = this.quicklist.end(first)
      this.enterNode()
      return
    }
    this.enterPacked()
    this.p = first ? this.low : lpPrev(this.bytes, this.high)
  }

  protected enterPacked(): void {
    const { valueBytes, valueAt, valueLength } = this.view
    this.bytes = valueBytes
    this.low = valueAt + LP_HEADER
    this.high = valueAt + valueLength - 1
  }

  protected enterNode(): void {
    const { node } = this.quicklist
    this.bytes = node.bytes
    this.low = node.low
    this.high = node.high
  }

  /** Places the cursor on the element with this number; false when there is none. */
  seek(index: number): boolean {
    if (this.large) {
      this.p = this.quicklist.seek(index)
      if (this.p >= 0) this.enterNode()
    } else {
      this.p = lpSeek(this.view.valueBytes, this.view.valueAt, index)
      this.enterPacked()
    }
    return this.p >= 0
  }

  /** Moves the cursor to the next element; false when there is none, and the cursor is lost. */
  next(): boolean {
    this.p = lpNext(this.bytes, this.p)
    return this.p < this.high || (this.large && this.enterNext())
  }

  protected enterNext(): boolean {
    return this.enterBeside(this.quicklist.node.next, false)
  }

  /** Moves the cursor to the element before; false when there is none, and the cursor is lost. */
  previous(): boolean {
    if (this.p === this.low) return this.large && this.enterBeside(this.quicklist.node.prev, true)
    this.p = lpPrev(this.bytes, this.p)
    return true
  }

  /** Places the cursor on the outermost element of a node beside the one it was in; 0 is no node. */
  protected enterBeside(ref: number, backward: boolean): boolean {
    if (ref === 0) return false
    this.quicklist.node.load(ref)
    this.enterNode()
    this.p = backward ? lpPrev(this.bytes, this.high) : this.low
    return true
  }

  // The element under the cursor
  // ---------------------------------------------------------------------------------------------------------

  /** Replies with it. */
  reply(reply: ReplyWriter): void {
    replyEntry(reply, this.bytes, this.p)
  }

  /** Reads it into `element`. */
  read(): void {
    lpRead(this.bytes, this.p, this.element)
  }

  /** Copies the element that was read to memory of its own, where it stays while lists change. */
  keep(): void {
    const { element } = this
    const { bytes, off, len } = element
    const copy = len <= SCRATCH_BYTES ? this.scratch : Buffer.allocUnsafe(len)
    copy.set(bytes.subarray(off, off + len), 0)
    element.set(copy, 0, len)
  }

  /** Whether the element under the cursor is held as a number. */
  get isInteger(): boolean {
    return lpIsInteger(this.bytes, this.p)
  }

  /** What `matches` compares elements with, from here on. */
  aim(buf: Uint8Array, off: number, len: number): void {
    this.sought = len <= SCRATCH_BYTES ? this.scratch : Buffer.allocUnsafe(len + LP_OVERHEAD)
    this.soughtSize = lpEncode(this.sought, 0, buf, off, len)
  }

  matches(): boolean {
    return lpMatch(this.bytes, this.p, this.sought, 0, this.soughtSize)
  }

  // Whole lists
  // ---------------------------------------------------------------------------------------------------------

  /**
   * Reads the element at `position` into `element` and answers the position of the next; -1 when there is
   * none at `position`. The first is at 0. Positions hold while the list is not changed.
   */
  walk(position: number): number {
    if (position === WALK_END) return -1
    if (this.large) return this.walkNodes(position)
    const { valueBytes, valueAt, valueLength } = this.view
    const p = valueAt + Math.max(position, LP_HEADER)
    const end = valueAt + valueLength - 1
    if (p >= end) return -1
    lpRead(valueBytes, p, this.element)
    return lpNext(valueBytes, p) - valueAt
  }

  /** The position, for `walk`, of the element with this number, which there is. */
  positionOf(index: number): number {
    this.seek(index)
    if (!this.large) return this.p - this.view.valueAt
    const { node } = this.quicklist
    return (node.ref >>> 0) * NODE_SPAN + (this.p - node.low)
  }

  private walkNodes(position: number): number {
    const { quicklist } = this
    const { node } = quicklist
    const at = position === 0 ? (quicklist.head >>> 0) * NODE_SPAN : position
    if (at === 0) return -1
    const ref = Math.floor(at / NODE_SPAN)
    node.load(ref | 0)
    const p = node.low + (at - ref * NODE_SPAN)
    lpRead(node.bytes, p, this.element)
    const q = lpNext(node.bytes, p)
    if (q < node.high) return at + (q - p)
    return node.next === 0 ? WALK_END : (node.next >>> 0) * NODE_SPAN
  }
}
