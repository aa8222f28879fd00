/**
 * Lists: what commands do with the list in a loaded record. A short list is one listpack, the record's value;
 * beyond `list-max-listpack-size` it is a quicklist (LARGE). When one becomes the other is as in Redis 7.2:
 * before elements are added, by their bytes and number; and after elements went, when what is left is half
 * the limit or less.
 *
 * `replace`, `insert` and `remove` act on the element under the cursor (`list-cursor.ts`).
 */
import type { Args } from '../../shared/resp/args.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import { type Home, LARGE, writeRoot } from './home.ts'
import { ListCursor } from './list-cursor.ts'
import { exceeds, fitsListpack } from './list-limits.ts'
import {
  LP_EMPTY,
  LP_END,
  LP_HEADER,
  lpCount,
  lpEncode,
  lpEncodedSize,
  lpEntrySize,
  lpInit,
  lpNext,
  lpRead,
  lpSeek,
  lpSetHeader,
  lpSplice,
} from './listpack.ts'
import { replyBackward, replyForward } from './listpack-reply.ts'
import { NODE_MAX } from './quicklist-node.ts'

export class Lists extends ListCursor {
  /** Makes a new record, of LP_EMPTY bytes of value, an empty list; it is open. */
  begin(home: Home): void {
    lpInit(home.records.valueBytes, home.records.valueAt)
    this.open(home)
  }

  /**
   * Bytes of value of a new list of arguments `from` and on, for `beginWith`; EMPTY_LIST when they are too
   * many for a listpack.
   */
  sizeOf(args: Args, from: number): number {
    const { buf, argc, off, len } = args
    let texts = 0
    let size = LP_EMPTY
    for (let i = from; i < argc; i++) {
      texts += len[i]!
      size += lpEncodedSize(buf, off[i]!, len[i]!)
    }
    return exceeds(this.limits.listMaxListpackSize, LP_EMPTY + texts, argc - from) ? LP_EMPTY : size
  }

  /** Makes a new record of `sizeOf` bytes of value the list of arguments `from` and on, pushed at one end. */
  beginWith(home: Home, args: Args, from: number, first: boolean): void {
    const { valueBytes, valueAt, valueLength } = home.records
    if (valueLength === LP_EMPTY) {
      this.begin(home)
      this.pushAll(args, from, first)
      return
    }
    lpSetHeader(valueBytes, valueAt, valueLength, args.argc - from)
    valueBytes[valueAt + valueLength - 1] = LP_END
    this.open(home)
    this.encodeAll(args, from, first, valueAt + LP_HEADER)
  }

  // Conversions
  // ---------------------------------------------------------------------------------------------------------

  /** To be called before elements are added: `bytes` of text in `count` of them. */
  prepare(bytes: number, count: number): void {
    if (this.large) return
    const { view } = this
    const fill = this.limits.listMaxListpackSize
    const length = fill < 0 ? 0 : this.length()
    if (exceeds(fill, view.valueLength + bytes, length + count)) this.toQuicklist()
  }

  /** `prepare` for arguments `from` and on. */
  prepareFor(args: Args, from: number): void {
    if (this.large) return
    let bytes = 0
    for (let i = from; i < args.argc; i++) bytes += args.len[i]!
    this.prepare(bytes, args.argc - from)
  }

  /** Makes a packed list a quicklist, by the directives as they are now, unless others are given. */
  toQuicklist(
    fill: number = this.limits.listMaxListpackSize,
    depth: number = this.limits.listCompressDepth,
  ): void {
    const { view, quicklist } = this
    const root = quicklist.create(fill, depth)
    const first = view.valueAt + LP_HEADER
    const end = view.valueAt + view.valueLength - 1
    quicklist.appendEntries(view.valueBytes, first, end, this.length())
    this.home.resizeValue(4)
    writeRoot(view.valueBytes, view.valueAt, root)
    this.home.setEncoding(LARGE)
    this.large = true
  }

  /**
   * To be called after elements went, or (`shrank` false) when a list was built: it may fit a listpack now.
   */
  compact(shrank: boolean): void {
    const { quicklist, home, view } = this
    if (!this.large) return
    quicklist.arrangeTouched()
    if (quicklist.nodes !== 1) return
    const { node, root } = quicklist
    node.load(quicklist.head)
    if (!fitsListpack(this.limits.listMaxListpackSize, node.size, node.count, shrank)) return
    home.setEncoding(0)
    home.resizeValue(node.size)
    node.writeListpack(view.valueBytes, view.valueAt)
    quicklist.arena.walks.finish(root)
    quicklist.dismantle(root, Number.POSITIVE_INFINITY)
    this.large = false
  }

  // Ends
  // ---------------------------------------------------------------------------------------------------------

  /** Adds arguments `from` and on, one after the other, at the beginning (`first`) or the end. */
  pushAll(args: Args, from: number, first: boolean): void {
    this.prepareFor(args, from)
    const { quicklist } = this
    const { buf, argc, off, len } = args
    if (!this.large) this.pushPacked(args, from, first)
    else if (first) for (let i = from; i < argc; i++) quicklist.pushHead(buf, off[i]!, len[i]!)
    else for (let i = from; i < argc; i++) quicklist.pushTail(buf, off[i]!, len[i]!)
  }

  private pushPacked(args: Args, from: number, first: boolean): void {
    const { buf, argc, off, len } = args
    let size = 0
    for (let i = from; i < argc; i++) size += lpEncodedSize(buf, off[i]!, len[i]!)
    const pos = first ? LP_HEADER : this.view.valueLength - 1
    this.encodeAll(args, from, first, lpSplice(this.home, pos, 0, 0, size, argc - from))
  }

  /** Writes arguments `from` and on as entries at `at`, in their order or (`first`) the other way round. */
  private encodeAll(args: Args, from: number, first: boolean, at: number): void {
    const { buf, argc, off, len } = args
    const bytes = this.view.valueBytes
    for (let k = from; k < argc; k++) {
      const i = first ? argc - 1 - (k - from) : k
      at += lpEncode(bytes, at, buf, off[i]!, len[i]!)
    }
  }

  /** Adds one element; `prepare` has been called. */
  push(buf: Uint8Array, off: number, len: number, first: boolean): void {
    if (!this.large) this.insertPacked(first ? LP_HEADER : this.view.valueLength - 1, buf, off, len)
    else if (first) this.quicklist.pushHead(buf, off, len)
    else this.quicklist.pushTail(buf, off, len)
  }

  /** Adds one element at the end, by the rules of growing: for lists that are built (RDB, COPY, SORT). */
  append(buf: Uint8Array, off: number, len: number): void {
    this.prepare(len, 1)
    this.push(buf, off, len, false)
  }

  /**
   * Adds the entries of a valid listpack of `len` bytes, as one node unless that would be out of all
   * proportion: for RDB. `compact(false)` when all are there.
   */
  appendListpack(bytes: Uint8Array, off: number, len: number): void {
    if (!this.large) this.toQuicklist()
    const { quicklist, element } = this
    const end = off + len - 1
    if (len <= NODE_MAX) {
      quicklist.appendEntries(bytes, off + LP_HEADER, end, lpCount(bytes, off))
      return
    }
    for (let p = off + LP_HEADER; p < end; p = lpNext(bytes, p)) {
      lpRead(bytes, p, element)
      quicklist.pushTail(element.bytes, element.off, element.len)
    }
  }

  /** Takes the first or the last element off. */
  drop(first: boolean): void {
    if (this.large) {
      this.quicklist.drop(first)
      return
    }
    this.seekEnd(first)
    lpSplice(this.home, this.p - this.view.valueAt, lpEntrySize(this.bytes, this.p), 1, 0, 0)
  }

  /** Replaces the element under the cursor. */
  replace(buf: Uint8Array, off: number, len: number): void {
    if (this.large) {
      this.quicklist.replace(this.p, buf, off, len)
      return
    }
    const pos = this.p - this.view.valueAt
    const add = lpEncodedSize(buf, off, len)
    const at = lpSplice(this.home, pos, lpEntrySize(this.bytes, this.p), 1, add, 1)
    lpEncode(this.view.valueBytes, at, buf, off, len)
  }

  /** Puts an element behind (`after`) or before the one under the cursor; `prepare` came before `seek`. */
  insert(after: boolean, buf: Uint8Array, off: number, len: number): void {
    if (this.large) {
      this.quicklist.insert(this.p, after, buf, off, len)
      return
    }
    const p = after ? lpNext(this.bytes, this.p) : this.p
    this.insertPacked(p - this.view.valueAt, buf, off, len)
  }

  private insertPacked(pos: number, buf: Uint8Array, off: number, len: number): void {
    const at = lpSplice(this.home, pos, 0, 0, lpEncodedSize(buf, off, len), 1)
    lpEncode(this.view.valueBytes, at, buf, off, len)
  }

  /**
   * Takes the element under the cursor out; the cursor goes to the one behind it, or before it (`backward`).
   * False when there is none. `compact` when all are out.
   */
  remove(backward: boolean): boolean {
    const offset = this.p - this.low
    if (!this.large) {
      lpSplice(this.home, this.p - this.view.valueAt, lpEntrySize(this.bytes, this.p), 1, 0, 0)
      this.enterPacked()
    } else {
      const { quicklist } = this
      const { node } = quicklist
      const { prev, next } = node
      if (quicklist.remove(this.p)) return this.enterBeside(backward ? prev : next, backward)
      this.enterNode()
    }
    this.p = this.low + offset
    if (backward) return this.previous()
    return this.p < this.high || (this.large && this.enterNext())
  }

  // Ranges
  // ---------------------------------------------------------------------------------------------------------

  /** Takes out `count` elements from number `index` on; there are that many. */
  removeRange(index: number, count: number): void {
    if (this.large) this.quicklist.removeRange(index, count)
    else if (count > 0) {
      const { valueBytes, valueAt } = this.view
      const from = lpSeek(valueBytes, valueAt, index)
      let to = from
      for (let i = 0; i < count; i++) to = lpNext(valueBytes, to)
      lpSplice(this.home, from - valueAt, to - from, count, 0, 0)
    }
  }

  /** Replies with `count` elements from number `index` on, as bulk strings; there are that many. */
  replyRange(reply: ReplyWriter, index: number, count: number): void {
    if (count === 0 || !this.seek(index)) return
    let left = replyForward(reply, this.bytes, this.p, this.high, count)
    const { node } = this.quicklist
    while (left > 0) {
      node.load(node.next)
      left = replyForward(reply, node.bytes, node.low, node.high, left)
    }
  }

  /** Replies with the last `count` elements, the last one first; there are that many. */
  replyLast(reply: ReplyWriter, count: number): void {
    const { node, tail } = this.quicklist
    if (this.large) {
      node.load(tail)
      this.enterNode()
    } else this.enterPacked()
    let left = replyBackward(reply, this.bytes, this.low, this.high, count)
    while (left > 0) {
      node.load(node.prev)
      left = replyBackward(reply, node.bytes, node.low, node.high, left)
    }
  }

  // For the rest of the server
  // ---------------------------------------------------------------------------------------------------------

  dismantle(root: number, budget: number): boolean {
    return this.quicklist.dismantle(root, budget)
  }

  footprint(root: number): number {
    return this.quicklist.footprint(root)
  }
}

/** Bytes of value that a record of an empty list has; see `begin`. */
export const EMPTY_LIST: number = LP_EMPTY
