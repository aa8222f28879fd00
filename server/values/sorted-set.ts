/**
 * Sorted sets: small ones packed in a listpack (`sorted-packed.ts`), others a table of members (`member-
 * table.ts`), whose entries hold the scores, with a tree over its entries (`sorted-tree.ts`) whose root
 * lies in the table's own. One object serves every value: `open` one before use.
 *
 * Ranges of every kind (by rank, score, member) are ranges of ranks here, and are walked from a rank on.
 */
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { type Home, LARGE, readRoot, writeRoot } from './home.ts'
import type { Limits } from './limits.ts'
import { LP_EMPTY, lpInit } from './listpack.ts'
import { ROOT_BYTES } from './member-segments.ts'
import { MemberTable, ZSET_KIND } from './member-table.ts'
import { Slice } from './slice.ts'
import { PackedSortedSets } from './sorted-packed.ts'
import { TREE_ROOT_BYTES } from './sorted-shape.ts'
import { SortedTree } from './sorted-tree.ts'

/** Redis packs no more than this many bytes, whatever the limits say. */
const PACKED_MAX = 1 << 30
export const TREE_WORD: number = ROOT_BYTES >>> 2

export class SortedSets {
  readonly arena: Arena
  readonly limits: Limits
  /** After `at`, `forward`, `backward`, `walk`: the item. `find` sets the score only. */
  readonly element: Slice
  score: number
  private home!: Home
  private large: boolean
  private readonly packed: PackedSortedSets
  private readonly table: MemberTable
  private readonly tree: SortedTree
  /** For what is measured while another is open. */
  private idle: MemberTable | null
  /** The entry that `find` found. */
  private found: number

  constructor(arena: Arena, limits: Limits) {
    this.arena = arena
    this.limits = limits
    this.element = new Slice()
    this.packed = new PackedSortedSets(this.element)
    this.table = new MemberTable(arena, ZSET_KIND)
    this.tree = new SortedTree(arena)
    this.idle = null
    this.score = 0
    this.large = false
    this.found = 0
  }

  /** One more like this, for another sorted set at the same time. */
  another(): SortedSets {
    return new SortedSets(this.arena, this.limits)
  }

  /**
   * Turns to the value of the loaded record. For reading that stays good while other keys are looked up, as
   * long as the sorted set itself does not change.
   */
  open(home: Home): void {
    const { records } = home
    this.home = home
    this.large = (records.meta & LARGE) !== 0
    if (this.large) this.openRoot(readRoot(records.valueBytes, records.valueAt))
    else this.packed.open(home)
  }

  private openRoot(root: number): void {
    this.table.open(root)
    this.tree.open(this.table.rootWords, this.table.rootAt + TREE_WORD)
  }

  /**
   * Makes an empty sorted set of a new record's value, LP_EMPTY bytes, and turns to it. The hints, how many
   * members are coming and how long one of them is, decide whether it begins packed.
   */
  create(home: Home, members: number, length: number): void {
    lpInit(home.records.valueBytes, home.records.valueAt)
    home.setEncoding(0)
    this.open(home)
    if (members > this.limits.zsetMaxListpackEntries || length > this.limits.zsetMaxListpackValue) {
      this.convert(members)
    }
  }

  /** So many members are to be added at once: one that they would not fit in is not packed any longer. */
  expect(members: number): void {
    if (!this.large && members > this.limits.zsetMaxListpackEntries) this.convert(members)
  }

  length(): number {
    return this.large ? this.table.count : this.packed.length()
  }

  // Members
  // ---------------------------------------------------------------------------------------------------------

  /** Turns to a member; false when it is not there. */
  find(buf: Uint8Array, off: number, len: number): boolean {
    if (!this.large) {
      const found = this.packed.find(buf, off, len)
      if (found) this.score = this.packed.score
      return found
    }
    const ref = this.table.find(buf, off, len)
    if (ref === 0) return false
    this.found = ref
    this.score = this.arena.doubles[ref >>> SEGMENT_SHIFT]![ref & SEGMENT_MASK]!
    return true
  }

  /** Adds a member; false when it is there already. */
  add(buf: Uint8Array, off: number, len: number, score: number): boolean {
    if (this.find(buf, off, len)) return false
    this.insert(score, buf, off, len)
    return true
  }

  /** Adds the member that `find` has just missed. */
  insert(score: number, buf: Uint8Array, off: number, len: number): void {
    if (!this.large) {
      if (this.fits(len)) return this.packed.add(score, buf, off, len)
      this.convert(0)
      this.table.find(buf, off, len)
    }
    this.insertLarge(score, buf, off, len)
  }

  private fits(len: number): boolean {
    const { limits, packed } = this
    return (
      packed.length() < limits.zsetMaxListpackEntries &&
      len <= limits.zsetMaxListpackValue &&
      packed.size() + len <= PACKED_MAX
    )
  }

  private insertLarge(score: number, buf: Uint8Array, off: number, len: number): void {
    const ref = this.table.insert(buf, off, len, 0)
    this.arena.doubles[ref >>> SEGMENT_SHIFT]![ref & SEGMENT_MASK] = score
    this.tree.insert(score, ref)
    this.account()
  }

  /** Tells the table, which keeps the value's size, how the tree has grown. */
  private account(): void {
    const { tree } = this
    if (tree.grown === 0) return
    this.table.addBytes(tree.grown)
    tree.grown = 0
  }

  /** Gives the member found another score. */
  update(score: number): void {
    if (!this.large) return this.packed.update(score)
    const ref = this.found
    this.table.touch(ref)
    this.tree.move(this.score, score, ref)
    this.arena.doubles[ref >>> SEGMENT_SHIFT]![ref & SEGMENT_MASK] = score
    this.account()
  }

  /** Takes the member found out. */
  remove(): void {
    if (!this.large) return this.packed.remove(1)
    this.tree.remove(this.score, this.found)
    this.table.remove()
    this.account()
  }

  /** The rank of the member found. */
  rank(): number {
    return this.large ? this.tree.rankOf(this.score, this.found) : this.packed.rank()
  }

  // Ranges
  // ---------------------------------------------------------------------------------------------------------
  // -

  /** How many members are below a score; or, `after`, at or below it. */
  rankOfScore(score: number, after: boolean): number {
    return this.large ? this.tree.seekScore(score, after) : this.packed.rankOfScore(score, after)
  }

  /** `rankOfScore` by members, where scores are all the same. */
  rankOfMember(buf: Uint8Array, off: number, len: number, after: boolean): number {
    return this.large
      ? this.tree.seekMember(buf, off, len, after)
      : this.packed.rankOfMember(buf, off, len, after)
  }

  /** Takes out the item that `at` has just gone to. */
  removeHere(): void {
    if (!this.large) return this.packed.remove(1)
    const { tree, table } = this
    const ref = tree.ref()
    tree.removeHere()
    table.findRef(ref)
    table.remove()
    this.account()
  }

  /** Takes out `n` members from a rank on; they are there. */
  removeRange(rank: number, n: number): void {
    if (!this.large) {
      this.packed.seek(rank)
      this.packed.remove(n)
      return
    }
    const { tree, table } = this
    while (n > 0) {
      const taken = tree.cut(rank, n)
      for (let i = 0; i < taken; i++) {
        table.findRef(tree.cutRefs[i]!)
        table.remove()
      }
      n -= taken
    }
    this.account()
  }

  /**
   * Replies with `count` members from a rank on, which are there, last one first if `reverse`; with their
   * scores, flat, if it is RESP2.
   */
  replyRange(reply: ReplyWriter, from: number, count: number, reverse: boolean, withScores: boolean): void {
    const first = reverse ? from + count - 1 : from
    if (this.large && !(withScores && reply.resp3)) {
      this.tree.seekRank(first)
      this.tree.reply(reply, count, reverse, withScores)
      return
    }
    this.at(first)
    for (let left = count; ; ) {
      this.replyItem(reply, withScores)
      if (--left === 0) return
      if (reverse) this.backward()
      else this.forward()
    }
  }

  /** Replies with the item come to; in RESP3, with its score, it is a pair. */
  replyItem(reply: ReplyWriter, withScore: boolean): void {
    const { element } = this
    if (withScore && reply.resp3) reply.array(2)
    reply.bulk(element.bytes, element.off, element.len)
    if (withScore) reply.double(this.score)
  }

  /** To the item at a rank that there is. */
  at(rank: number): void {
    if (this.large) this.tree.seekRank(rank)
    else this.packed.seek(rank)
    this.load()
  }

  /** To the next item; false at the end. */
  forward(): boolean {
    if (!(this.large ? this.tree.next() : this.packed.next())) return false
    this.load()
    return true
  }

  /** To the item before; false at the beginning. */
  backward(): boolean {
    if (!(this.large ? this.tree.previous() : this.packed.previous())) return false
    this.load()
    return true
  }

  private load(): void {
    if (this.large) {
      this.loadEntry(this.tree.ref())
      return
    }
    this.packed.load()
    this.score = this.packed.score
  }

  /** Turns to an entry that `scan` gave. */
  loadEntry(ref: number): void {
    const { table, element } = this
    table.load(ref)
    element.bytes = table.keyBytes
    element.off = table.keyAt
    element.len = table.keyLength
    this.score = this.arena.doubles[ref >>> SEGMENT_SHIFT]![ref & SEGMENT_MASK]!
  }

  /**
   * The item at a position, 0 the first; gives the position behind it, -1 when there is none. Positions
   * stay good while the value does not change.
   */
  walk(position: number): number {
    if (this.large) return this.walkLarge(position)
    const { packed } = this
    if (!(position === 0 ? packed.first() : packed.goTo(position))) return -1
    this.load()
    packed.next()
    return packed.place
  }

  /**
   * The score of a small set's item that `walk` came to, as the text that it is kept as: of a set that Redis
   * 7.0 wrote, it has 17 digits.
   */
  keptScore(): Slice {
    return this.packed.scoreBefore()
  }

  private walkLarge(position: number): number {
    const { tree } = this
    if (tree.count === 0) return -1
    if (position === 0) tree.seekRank(0)
    else {
      tree.goTo(position - 1)
      if (!tree.next()) return -1
    }
    this.load()
    return tree.mark() + 1
  }

  isLarge(): boolean {
    return this.large
  }

  /** One step of ZSCAN over a LARGE set; see `MemberTable.scan`. */
  scan(cursor: number, emit: (ref: number) => void): number {
    return this.table.scan(cursor, emit)
  }

  // Encodings
  // -------------------------------------------------------------------------------------------------------

  /** From packed to LARGE. */
  private convert(members: number): void {
    const { home, packed, table, tree, arena } = this
    const { records } = home
    const root = table.create(TREE_ROOT_BYTES, Math.max(members, packed.length() + 1))
    tree.open(table.rootWords, table.rootAt + TREE_WORD)
    if (packed.first()) {
      do {
        packed.load()
        const { bytes, off, len } = packed.element
        table.find(bytes, off, len)
        const ref = table.insert(bytes, off, len, 0)
        arena.doubles[ref >>> SEGMENT_SHIFT]![ref & SEGMENT_MASK] = packed.score
        tree.insert(packed.score, ref)
      } while (packed.next())
    }
    this.account()
    home.resizeValue(4)
    writeRoot(records.valueBytes, records.valueAt, root)
    home.setEncoding(LARGE)
    this.large = true
  }

  /**
   * Packs a LARGE set that is small enough, its longest member having `longest` bytes: results are stored
   * so.
   */
  pack(longest: number): void {
    const { limits, home, table, packed } = this
    if (!this.large || table.count > limits.zsetMaxListpackEntries) return
    if (longest > limits.zsetMaxListpackValue) return
    const { root } = table
    home.resizeValue(LP_EMPTY)
    lpInit(home.records.valueBytes, home.records.valueAt)
    packed.open(home)
    for (let p = this.walk(0); p >= 0; p = this.walk(p)) {
      const { bytes, off, len } = this.element
      packed.append(this.score, bytes, off, len)
    }
    home.setEncoding(0)
    while (!this.dismantle(root, 1 << 20));
    this.open(home)
  }

  /** Frees about `budget` members of a LARGE set that no record holds any more; true when nothing is left. */
  dismantle(root: number, budget: number): boolean {
    this.openRoot(root)
    const done = this.tree.dismantle(budget)
    this.tree.grown = 0
    return done && this.table.dismantle(root, budget, TREE_ROOT_BYTES)
  }

  /** Bytes that a LARGE set has in the arena. */
  footprint(root: number): number {
    this.idle ??= new MemberTable(this.arena, ZSET_KIND)
    this.idle.open(root)
    return this.idle.bytes()
  }
}
