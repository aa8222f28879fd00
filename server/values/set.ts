/**
 * The set: an intset while all members are integers and few, a listpack while they are few and short, else
 * a member table. The points at which one becomes another are Redis 7.2's, and like there a set never goes
 * back by itself.
 *
 * One object serves all sets of a keyspace, opened on one after the other; a command that reads several at
 * a time takes further ones (`another`). What was opened for reading stays good while other keys are looked
 * up, as long as the set itself does not change.
 */
import { isInt64Text } from '../../shared/bytes/integer.ts'
import { withView } from '../../shared/bytes/view.ts'
import type { Random } from '../../shared/ports/random.ts'
import type { Arena } from '../memory/arena.ts'
import { ENCODING, type Home, LARGE, readRoot, VARIANT, writeRoot } from './home.ts'
import {
  INTSET_HEADER,
  INTSET_MAX,
  Int64,
  intsetAdd,
  intsetFill,
  intsetFind,
  intsetInit,
  intsetLength,
  intsetRead,
  intsetRemoveAt,
} from './intset.ts'
import type { Limits } from './limits.ts'
import {
  INT64_TEXT_MAX,
  LP_EMPTY,
  LP_END,
  LP_HEADER,
  LP_INTEGER_MAX,
  LP_OVERHEAD,
  lpCount,
  lpEncode,
  lpEncodedSize,
  lpEntrySize,
  lpFind,
  lpInit,
  lpNext,
  lpRead,
  lpSeek,
  lpSetHeader,
  lpSplice,
  lpTotal,
} from './listpack.ts'
import { MemberTable, SET_KIND } from './member-table.ts'
import { NO_HOME } from './no-home.ts'
import { Slice } from './slice.ts'

/** Encoding bits of a record that holds a set. */
export const SET_LISTPACK = 0
export const SET_INTSET: number = VARIANT
export const SET_TABLE: number = LARGE

/** No listpack is to grow beyond this many bytes. */
const LISTPACK_MAX = 2 ** 30
/** Entries that a table taken apart at once gives back per step. */
const DISMANTLE_STEP = 4096

export class Sets {
  readonly arena: Arena
  readonly limits: Limits
  /** The member that `walk` or `sample` came to. */
  readonly element: Slice
  /** Where that member stands: for `removeAt`, until the set changes. */
  place: number
  /** SET_LISTPACK, SET_INTSET or SET_TABLE. */
  encoding: number
  private readonly table: MemberTable
  /** For tables that are not opened: taking them apart and measuring them. */
  private idle: MemberTable | null
  private home: Home
  private bytes: Uint8Array
  private at: number
  private readonly integer: Int64
  /** A member as an entry of a listpack. */
  private encoded: Uint8Array

  constructor(arena: Arena, limits: Limits) {
    this.arena = arena
    this.limits = limits
    this.element = new Slice()
    this.place = 0
    this.encoding = SET_LISTPACK
    this.table = new MemberTable(arena, SET_KIND)
    this.idle = null
    this.home = NO_HOME
    this.bytes = NO_HOME.records.valueBytes
    this.at = 0
    this.integer = new Int64()
    this.encoded = withView(Buffer.alloc(128))
  }

  /** One more like this, for another set at the same time. */
  another(): Sets {
    return new Sets(this.arena, this.limits)
  }

  /** Turns to the set that is the loaded record's value. */
  open(home: Home): void {
    this.home = home
    this.reload()
    if (this.encoding === SET_TABLE) this.table.open(readRoot(this.bytes, this.at))
  }

  private reload(): void {
    const { records } = this.home
    this.bytes = records.valueBytes
    this.at = records.valueAt
    this.encoding = records.meta & ENCODING
  }

  /** The encoding of a new set whose first member is this, of `hint` members perhaps. */
  encodingFor(buf: Uint8Array, off: number, len: number, hint: number): number {
    const { limits } = this
    if (hint <= limits.setMaxIntsetEntries && isInt64Text(buf, off, len)) return SET_INTSET
    return hint <= limits.setMaxListpackEntries ? SET_LISTPACK : SET_TABLE
  }

  /** Makes the value of a record that was just created an empty set, and opens it. */
  begin(home: Home, encoding: number, hint: number): void {
    this.home = home
    if (encoding === SET_TABLE) this.store(this.table.create(0, hint))
    else {
      const { records } = home
      home.resizeValue(encoding === SET_INTSET ? INTSET_HEADER : LP_EMPTY)
      if (encoding === SET_INTSET) intsetInit(records.valueBytes, records.valueAt)
      else lpInit(records.valueBytes, records.valueAt)
      home.setEncoding(encoding)
      this.reload()
    }
  }

  /** Makes a table the value. */
  private store(root: number): void {
    const { home } = this
    home.resizeValue(4)
    home.setEncoding(LARGE)
    this.reload()
    writeRoot(this.bytes, this.at, root)
  }

  /** So many members are about to be added: what would hold too few of them becomes a table at once. */
  expect(hint: number): void {
    if (this.encoding === SET_TABLE) return
    const { limits } = this
    const max = this.encoding === SET_INTSET ? limits.setMaxIntsetEntries : limits.setMaxListpackEntries
    if (hint > max) this.toTable(hint)
  }

  length(): number {
    if (this.encoding === SET_TABLE) return this.table.count
    return this.encoding === SET_INTSET ? intsetLength(this.bytes, this.at) : lpCount(this.bytes, this.at)
  }

  contains(buf: Uint8Array, off: number, len: number): boolean {
    if (this.encoding === SET_TABLE) return this.table.find(buf, off, len) !== 0
    if (this.encoding === SET_LISTPACK) return this.findPacked(buf, off, len) >= 0
    return this.integer.parse(buf, off, len) && intsetFind(this.bytes, this.at, this.integer) >= 0
  }

  /** Position of a member in the listpack, or -1. */
  private findPacked(buf: Uint8Array, off: number, len: number): number {
    // The text of an integer is longer than its entry.
    if (len > INT64_TEXT_MAX && len > lpTotal(this.bytes, this.at)) return -1
    return lpFind(this.bytes, this.at, this.encoded, 0, this.encode(buf, off, len), 0)
  }

  private encode(buf: Uint8Array, off: number, len: number): number {
    const room = len + LP_OVERHEAD
    if (this.encoded.length < room) this.encoded = withView(Buffer.allocUnsafeSlow(2 * room))
    return lpEncode(this.encoded, 0, buf, off, len)
  }

  // Changing
  // -------------------------------------------------------------------------------------------------------

  /** Adds a member, changing the encoding where it must; false when it is there already. */
  add(buf: Uint8Array, off: number, len: number): boolean {
    if (this.encoding === SET_TABLE) {
      if (this.table.find(buf, off, len) !== 0) return false
      this.table.insert(buf, off, len, 0)
      return true
    }
    if (this.encoding === SET_LISTPACK) return this.addPacked(buf, off, len)
    if (!this.integer.parse(buf, off, len)) {
      this.addText(buf, off, len)
      return true
    }
    if (!intsetAdd(this.home, this.integer)) return false
    this.reload()
    if (intsetLength(this.bytes, this.at) > this.intsetMax()) this.toTable(0)
    return true
  }

  private addPacked(buf: Uint8Array, off: number, len: number): boolean {
    if (this.findPacked(buf, off, len) >= 0) return false
    const { limits } = this
    const total = lpTotal(this.bytes, this.at)
    const count = lpCount(this.bytes, this.at)
    const fits = len <= limits.setMaxListpackValue && total + len <= LISTPACK_MAX
    if (fits && count < limits.setMaxListpackEntries) this.append(buf, off, len)
    else {
      this.toTable(count + 1)
      this.add(buf, off, len)
    }
    return true
  }

  private append(buf: Uint8Array, off: number, len: number): void {
    const size = this.encode(buf, off, len)
    const p = lpSplice(this.home, lpTotal(this.bytes, this.at) - 1, 0, 0, size, 1)
    this.reload()
    const { bytes, encoded } = this
    for (let i = 0; i < size; i++) bytes[p + i] = encoded[i]!
  }

  /** The first member of an intset that is no integer. */
  private addText(buf: Uint8Array, off: number, len: number): void {
    const { limits, element } = this
    const count = intsetLength(this.bytes, this.at)
    let longest = 0
    if (count > 0) {
      intsetRead(this.bytes, this.at, 0, element)
      longest = element.len
      intsetRead(this.bytes, this.at, count - 1, element)
      longest = Math.max(longest, element.len)
    }
    const short = len <= limits.setMaxListpackValue && longest <= limits.setMaxListpackValue
    const small = count * LP_INTEGER_MAX + len <= LISTPACK_MAX
    if (count < limits.setMaxListpackEntries && short && small) {
      this.toListpack()
      this.append(buf, off, len)
    } else {
      this.toTable(count + 1)
      this.add(buf, off, len)
    }
  }

  /** Takes a member out; false when it is none. An empty set is the caller's to delete. */
  remove(buf: Uint8Array, off: number, len: number): boolean {
    if (this.encoding === SET_TABLE) {
      if (this.table.find(buf, off, len) === 0) return false
      this.table.remove()
      return true
    }
    if (this.encoding === SET_LISTPACK) {
      const p = this.findPacked(buf, off, len)
      if (p < 0) return false
      this.removeAt(p - this.at)
      return true
    }
    if (!this.integer.parse(buf, off, len)) return false
    const index = intsetFind(this.bytes, this.at, this.integer)
    if (index < 0) return false
    this.removeAt(index)
    return true
  }

  /** Takes out the member that stood at a `place`. Of several, those behind go first. */
  removeAt(place: number): void {
    if (this.encoding === SET_TABLE) {
      this.table.findRef(place)
      this.table.remove()
      return
    }
    if (this.encoding === SET_LISTPACK) {
      lpSplice(this.home, place, lpEntrySize(this.bytes, this.at + place), 1, 0, 0)
    } else intsetRemoveAt(this.home, place)
    this.reload()
  }

  // Members
  // -------------------------------------------------------------------------------------------------------

  /**
   * The member at or behind a position goes to `element`; gives the position behind it, -1 when there is
   * none. A walk begins at 0 and stays good while the set does not change.
   */
  walk(position: number): number {
    const { element } = this
    if (this.encoding === SET_TABLE) {
      const next = this.table.walk(position)
      if (this.table.walked === 0) return -1
      this.show(this.table.walked)
      return next
    }
    if (this.encoding === SET_INTSET) {
      if (position === intsetLength(this.bytes, this.at)) return -1
      intsetRead(this.bytes, this.at, position, element)
      this.place = position
      return position + 1
    }
    const p = this.at + (position === 0 ? LP_HEADER : position)
    if (this.bytes[p] === LP_END) return -1
    lpRead(this.bytes, p, element)
    this.place = p - this.at
    return lpNext(this.bytes, p) - this.at
  }

  /** Brings a member to `element`, each with the same chance; the set is not empty. */
  sample(random: Random): void {
    if (this.encoding === SET_TABLE) {
      this.show(this.table.sample(random))
      return
    }
    if (this.encoding === SET_INTSET) {
      this.walk(random.below(intsetLength(this.bytes, this.at)))
      return
    }
    this.walk(lpSeek(this.bytes, this.at, random.below(lpCount(this.bytes, this.at))) - this.at)
  }

  /** Brings the member that stands at a place of a table to `element`. */
  show(place: number): void {
    const { table } = this
    table.load(place)
    this.element.set(table.keyBytes, table.keyAt, table.keyLength)
    this.place = place
  }

  /** One step of SSCAN over a table, giving places for `show`; see `MemberTable.scan`. */
  scan(cursor: number, emit: (place: number) => void): number {
    return this.table.scan(cursor, emit)
  }

  // Encodings
  // -------------------------------------------------------------------------------------------------------

  private intsetMax(): number {
    return Math.min(this.limits.setMaxIntsetEntries, INTSET_MAX)
  }

  /** Makes a packed set a table that is shaped for `hint` members. */
  private toTable(hint: number): void {
    const { table, element } = this
    const root = table.create(0, Math.max(hint, this.length()))
    for (let p = this.walk(0); p !== -1; p = this.walk(p)) {
      table.find(element.bytes, element.off, element.len)
      table.insert(element.bytes, element.off, element.len, 0)
    }
    this.store(root)
  }

  /** Makes an intset or a table a listpack. */
  private toListpack(): void {
    const { home, element } = this
    let bytes = LP_EMPTY
    let count = 0
    for (let p = this.walk(0); p !== -1; p = this.walk(p)) {
      bytes += lpEncodedSize(element.bytes, element.off, element.len)
      count++
    }
    const packed = Buffer.allocUnsafe(bytes)
    lpSetHeader(packed, 0, bytes, count)
    let at = LP_HEADER
    for (let p = this.walk(0); p !== -1; p = this.walk(p)) {
      at += lpEncode(packed, at, element.bytes, element.off, element.len)
    }
    packed[at] = LP_END
    if (this.encoding === SET_TABLE) this.freeTable()
    home.resizeValue(bytes)
    home.records.valueBytes.set(packed, home.records.valueAt)
    home.setEncoding(SET_LISTPACK)
    this.reload()
  }

  /** A set of nothing but integers becomes an intset, if it is not too large: SINTERSTORE does that. */
  toIntset(): void {
    const length = this.length()
    if (this.encoding === SET_INTSET || length > this.intsetMax()) return
    const { element, integer } = this
    const words = new Int32Array(length * 2)
    let at = 0
    for (let p = this.walk(0); p !== -1; p = this.walk(p)) {
      integer.parse(element.bytes, element.off, element.len)
      words[at++] = integer.low
      words[at++] = integer.high
    }
    new BigInt64Array(words.buffer).sort()
    if (this.encoding === SET_TABLE) this.freeTable()
    intsetFill(this.home, words)
    this.home.setEncoding(SET_INTSET)
    this.reload()
  }

  /** A table whose members would make a listpack becomes one: SPOP does that when it leaves only few. */
  toListpackIfSmall(): void {
    if (this.encoding !== SET_TABLE) return
    const { element, limits } = this
    if (this.length() > limits.setMaxListpackEntries) return
    let bytes = 0
    for (let p = this.walk(0); p !== -1; p = this.walk(p)) {
      bytes += element.len
      if (element.len > limits.setMaxListpackValue || bytes > LISTPACK_MAX) return
    }
    this.toListpack()
  }

  private freeTable(): void {
    const { root } = this.table
    this.arena.walks.finish(root)
    while (!this.dismantle(root, DISMANTLE_STEP));
  }

  /** Frees about `budget` members of a table that is nobody's any more; true when nothing is left. */
  dismantle(root: number, budget: number): boolean {
    return this.idleTable().dismantle(root, budget, 0)
  }

  /** Bytes that a table has in the arena. */
  footprint(root: number): number {
    const table = this.idleTable()
    table.open(root)
    return table.bytes()
  }

  private idleTable(): MemberTable {
    this.idle ??= new MemberTable(this.arena, SET_KIND)
    return this.idle
  }
}
