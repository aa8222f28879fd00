/**
 * The nodes of a quicklist: entries of a listpack without its header and end, in a body that has room at both
 * ends, so that pushing and popping move no bytes. A node is two blocks, so that a full body is a whole size
 * class:
 *
 *   word 0  previous node      word 4  where the entries begin in the body
 *   word 1  next node          word 5  where they end
 *   word 2  body               word 6  number of entries
 *   word 3  capacity of body   word 7  0, or the stamp of its compression
 *
 * `load` spreads one node over the fields; offsets inside a node count from its first entry.
 *
 * A node may be compressed (`pack`): its body is then what LZF makes of the node's listpack, in as many bytes
 * as word 3 says, and words 4 and 5 are 0 and the bytes of its entries. To be read it is expanded into memory
 * of this object; to be changed it is made an ordinary one again (`unpack`).
 */
import { copyBytes } from '../../shared/bytes/copy.ts'
import { lzfCompress, lzfDecompress } from '../../shared/bytes/lzf.ts'
import { withView } from '../../shared/bytes/view.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { LP_EMPTY, LP_END, LP_HEADER, lpSetHeader, moveBytes } from './listpack.ts'

const NODE_BYTES = 32
export const PREV = 0
export const NEXT = 1
const BODY = 2
const CAPACITY = 3
export const START = 4
export const END = 5
export const COUNT = 6
const STAMP = 7

/**
 * Above this many bytes a node holds a single element, so that a place in a list is one number
 * (`Lists.walk`).
 */
export const NODE_MAX: number = 2 ** 20

/** As in Redis: a listpack of fewer bytes is not compressed. */
const PACK_MIN = 48
/** As in Redis: the compressed listpack must be smaller by more. */
const PACK_GAIN = 8
/** Bytes of the memory that nodes are expanded and compressed in; more than that is not kept for long. */
const SCRATCH_KEPT = 64 * 1024 + 64
const STAMP_MAX = 0x7fffffff

/** Every compression has a number of its own, which tells whether a copy made earlier is of the same node. */
let stamps = 0
/** Where nodes are compressed. */
let packed: Uint8Array = Buffer.alloc(0)
const NO_COPY: Uint8Array = Buffer.alloc(0)

function scratch(old: Uint8Array, size: number): Uint8Array {
  if (size <= old.length && old.length <= SCRATCH_KEPT) return old
  return withView(Buffer.allocUnsafeSlow(Math.max(size, SCRATCH_KEPT)))
}

/** The least a body begins with, and shrinks to: its list has others that are full. */
const BODY_MIN = 512

export class QuicklistNode {
  readonly arena: Arena
  /** The loaded node; its own words, and where they begin. */
  ref: number
  words: Int32Array
  w: number
  /** The body's bytes, and where it begins in them. */
  bytes: Uint8Array
  base: number
  /** Bytes of blocks taken less bytes given back, since the owner last set it to 0. */
  grown: number
  /** The listpack of the node that was expanded last, and the stamp it had. */
  private copy: Uint8Array
  private copyStamp: number

  constructor(arena: Arena) {
    this.arena = arena
    this.ref = 0
    this.words = arena.words[0]!
    this.w = 0
    this.bytes = arena.bytes[0]!
    this.base = 0
    this.grown = 0
    this.copy = NO_COPY
    this.copyStamp = 0
  }

  /** Loads a node's own words only: what it holds is not to be read. */
  skim(ref: number): void {
    this.ref = ref
    this.words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    this.w = (ref & SEGMENT_MASK) << 1
  }

  /** Loads a node; a compressed one can only be read. */
  load(ref: number): void {
    const words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    const w = (ref & SEGMENT_MASK) << 1
    this.ref = ref
    this.words = words
    this.w = w
    if (words[w + STAMP] !== 0) {
      this.expand()
      return
    }
    const body = words[w + BODY]!
    this.bytes = this.arena.bytes[body >>> SEGMENT_SHIFT]!
    this.base = (body & SEGMENT_MASK) << 3
  }

  get count(): number {
    return this.words[this.w + COUNT]!
  }

  get prev(): number {
    return this.words[this.w + PREV]!
  }

  get next(): number {
    return this.words[this.w + NEXT]!
  }

  /** Position of the first entry in `bytes`. */
  get low(): number {
    return this.base + this.words[this.w + START]!
  }

  /** Position behind the last entry. */
  get high(): number {
    return this.base + this.words[this.w + END]!
  }

  /** Bytes of the entries. */
  get used(): number {
    return this.words[this.w + END]! - this.words[this.w + START]!
  }

  /** Bytes of the listpack that Redis would have for this node. */
  get size(): number {
    return this.used + LP_EMPTY
  }

  /** Room before the first entry. */
  get roomBefore(): number {
    return this.words[this.w + START]!
  }

  /** Room behind the last entry. */
  get roomBehind(): number {
    return this.words[this.w + CAPACITY]! - this.words[this.w + END]!
  }

  /**
   * A new node without entries, linked to none, with room for at least `room` bytes at the end (at the start
   * when `before`); it is loaded. `limit` is what a body should not exceed without need.
   */
  create(room: number, limit: number, before: boolean): number {
    const arena = this.arena
    const ref = arena.alloc(NODE_BYTES)
    const capacity = arena.goodSize(Math.max(room, Math.min(BODY_MIN, limit)))
    const body = arena.alloc(capacity)
    const words = arena.words[ref >>> SEGMENT_SHIFT]!
    const w = (ref & SEGMENT_MASK) << 1
    words[w + PREV] = 0
    words[w + NEXT] = 0
    words[w + BODY] = body
    words[w + CAPACITY] = capacity
    words[w + START] = before ? capacity : 0
    words[w + END] = before ? capacity : 0
    words[w + COUNT] = 0
    words[w + STAMP] = 0
    this.grown += NODE_BYTES + capacity
    this.load(ref)
    return ref
  }

  /** A copy of the skimmed node as it is, linked to none; its reference. */
  copied(): number {
    const { arena, words, w } = this
    const ref = arena.alloc(NODE_BYTES)
    const copy = arena.words[ref >>> SEGMENT_SHIFT]!
    const at = (ref & SEGMENT_MASK) << 1
    const capacity = this.packedLength > 0 ? this.packedLength : arena.goodSize(this.used)
    const body = arena.alloc(capacity)
    this.grown += NODE_BYTES + arena.goodSize(capacity)
    for (let i = 0; i < NODE_BYTES >>> 2; i++) copy[at + i] = words[w + i]!
    copy[at + PREV] = 0
    copy[at + NEXT] = 0
    copy[at + BODY] = body
    copy[at + CAPACITY] = capacity
    copy[at + START] = 0
    copy[at + END] = this.used
    this.exposeBody()
    const from = this.base + words[w + START]!
    const length = this.packedLength > 0 ? this.packedLength : this.used
    copyBytes(this.bytes, from, arena.bytes[body >>> SEGMENT_SHIFT]!, (body & SEGMENT_MASK) << 3, length)
    return ref
  }

  /** The loaded node is somebody else's from now on, who frees it. */
  disown(): void {
    this.grown -= NODE_BYTES + this.arena.goodSize(this.words[this.w + CAPACITY]!)
  }

  /** Frees the loaded node. */
  destroy(): void {
    const { words, w, arena } = this
    this.disown()
    arena.free(words[w + BODY]!, words[w + CAPACITY]!)
    arena.free(this.ref, NODE_BYTES)
  }

  /**
   * Makes at least `need` bytes of room at one end, before the entries or behind them: shares what room the
   * other end has, or else moves to a body twice as large, up to `limit` while that is enough.
   */
  makeRoom(before: boolean, need: number, limit: number): void {
    const { words, w } = this
    const capacity = words[w + CAPACITY]!
    const start = words[w + START]!
    const used = words[w + END]! - start
    const free = capacity - used
    if (free >= need) {
      const share = need + ((free - need) >>> 1)
      const to = before ? share : capacity - share - used
      moveBytes(this.bytes, this.base + start, this.base + to, used)
      words[w + START] = to
      words[w + END] = to + used
      return
    }
    const wanted = used + need
    const double = Math.max(capacity * 2, wanted)
    const larger = this.arena.goodSize(double > limit ? Math.max(limit, wanted) : double)
    // The other end keeps the room it has, as far as the new body allows.
    const kept = Math.min(before ? free - start : start, larger - wanted)
    this.rehouse(larger, before ? larger - used - kept : kept)
  }

  /** Moves the entries to a new body, where they begin at `start`. */
  private rehouse(capacity: number, start: number): void {
    const { arena, words, w, bytes, low, used } = this
    const oldBody = words[w + BODY]!
    const oldCapacity = words[w + CAPACITY]!
    const body = arena.alloc(capacity)
    words[w + BODY] = body
    words[w + CAPACITY] = capacity
    words[w + START] = start
    words[w + END] = start + used
    this.grown += capacity - oldCapacity
    this.load(this.ref)
    copyBytes(bytes, low, this.bytes, this.base + start, used)
    arena.free(oldBody, oldCapacity)
  }

  /** Gives memory back when little of the body is used. */
  shrink(): void {
    const capacity = this.words[this.w + CAPACITY]!
    const used = this.used
    if (capacity <= BODY_MIN || used > capacity >>> 2) return
    const smaller = this.arena.goodSize(Math.max(used * 2, BODY_MIN))
    if (smaller < capacity) this.rehouse(smaller, (smaller - used) >>> 1)
  }

  /**
   * At `offset`: takes `remove` bytes out and makes room for `add` bytes; counts `change` entries more. Moves
   * the shorter side. Answers where in `bytes` the caller writes.
   */
  splice(offset: number, remove: number, add: number, change: number, limit: number): number {
    const delta = add - remove
    const behind = this.used - offset - remove
    let before = offset < behind
    if (delta > 0) {
      const room = before ? this.roomBefore : this.roomBehind
      if (room < delta) before = this.roomBefore >= delta && this.roomBehind < delta
      if (before ? this.roomBefore < delta : this.roomBehind < delta) this.makeRoom(before, delta, limit)
    }
    const { words, w, low } = this
    words[w + COUNT]! += change
    if (before) {
      moveBytes(this.bytes, low, low - delta, offset)
      words[w + START]! -= delta
      return low - delta + offset
    }
    const from = low + offset + remove
    moveBytes(this.bytes, from, from + delta, behind)
    words[w + END]! += delta
    return low + offset
  }

  // Compression
  // ---------------------------------------------------------------------------------------------------------

  /** Bytes the node is compressed to, 0 when it is not. */
  get packedLength(): number {
    return this.words[this.w + STAMP] === 0 ? 0 : this.words[this.w + CAPACITY]!
  }

  /** Gives the body as it lies, of a compressed node `packedLength` bytes, for reading from `base` on. */
  exposeBody(): void {
    const body = this.words[this.w + BODY]!
    this.bytes = this.arena.bytes[body >>> SEGMENT_SHIFT]!
    this.base = (body & SEGMENT_MASK) << 3
  }

  /** Makes the entries of the compressed node readable, in a copy; the last copy may be the right one. */
  private expand(): void {
    const { words, w } = this
    const stamp = words[w + STAMP]!
    if (stamp !== this.copyStamp) {
      const { size } = this
      this.copy = scratch(this.copy, size)
      this.exposeBody()
      lzfDecompress(this.bytes, this.base, words[w + CAPACITY]!, this.copy, 0, size)
      this.copyStamp = stamp
    }
    this.bytes = this.copy
    this.base = LP_HEADER
  }

  /** Compresses the skimmed node when that saves enough, unless it is so long that it would take its time. */
  pack(): void {
    const { arena, words, w, size } = this
    if (words[w + STAMP] !== 0 || size < PACK_MIN || size > NODE_MAX) return
    this.load(this.ref)
    this.copyStamp = 0
    this.copy = scratch(this.copy, size)
    this.writeListpack(this.copy, 0)
    packed = scratch(packed, size)
    const length = lzfCompress(this.copy, 0, size, packed, size)
    if (length === 0 || length + PACK_GAIN >= size) return
    this.changeBody(length, size - LP_EMPTY)
    arena.bytes[words[w + BODY]! >>> SEGMENT_SHIFT]!.set(
      packed.subarray(0, length),
      (words[w + BODY]! & SEGMENT_MASK) << 3,
    )
    stamps = (stamps % STAMP_MAX) + 1
    words[w + STAMP] = stamps
    // What was just compressed is at hand.
    this.copyStamp = stamps
    this.load(this.ref)
  }

  /** Makes the skimmed node an ordinary one, which can be changed; it is loaded. */
  unpack(): void {
    const { words, w } = this
    if (words[w + STAMP] === 0) return
    this.expand()
    const { used } = this
    this.changeBody(this.arena.goodSize(used), used)
    words[w + STAMP] = 0
    this.load(this.ref)
    this.bytes.set(this.copy.subarray(LP_HEADER, LP_HEADER + used), this.base)
  }

  /** Another body, for entries of `used` bytes; the old one is freed. */
  private changeBody(capacity: number, used: number): void {
    const { arena, words, w } = this
    const oldCapacity = words[w + CAPACITY]!
    arena.free(words[w + BODY]!, oldCapacity)
    words[w + BODY] = arena.alloc(capacity)
    words[w + CAPACITY] = capacity
    words[w + START] = 0
    words[w + END] = used
    this.grown += arena.goodSize(capacity) - arena.goodSize(oldCapacity)
  }

  /** Writes the loaded node as the listpack it stands for, `size` bytes. */
  writeListpack(target: Uint8Array, at: number): void {
    const { low, high, size } = this
    lpSetHeader(target, at, size, this.count)
    target.set(this.bytes.subarray(low, high), at + LP_HEADER)
    target[at + size - 1] = LP_END
  }
}
