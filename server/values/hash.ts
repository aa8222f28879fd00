/**
 * Hashes, one object for all of them: `open` turns it to the value of the record that is loaded. Small ones
 * are a listpack (`hash-packed.ts`), larger ones a table (`hash-large.ts`); there is no way back. When a
 * hash outgrows the small form is decided exactly as in Redis: by what is about to be written before the
 * first write (`prepare`), by each value written, and by the number of fields after each.
 *
 * A field may have a time, ms since 1970, after which it is gone. What that means now is for whoever knows
 * the time; here a field with a time is a field like any other.
 */
import type { Random } from '../../shared/ports/random.ts'
import type { Args } from '../../shared/resp/args.ts'
import type { Arena } from '../memory/arena.ts'
import { LargeHash } from './hash-large.ts'
import { PackedHash } from './hash-packed.ts'
import { type Home, LARGE, VARIANT, writeRoot } from './home.ts'
import type { Limits } from './limits.ts'
import { lpInit } from './listpack.ts'
import { NO_HOME } from './no-home.ts'
import { Slice } from './slice.ts'

/** A listpack may not become larger (Redis's LISTPACK_MAX_SAFETY_LIMIT). */
const PACKED_MAX = 1 << 30

export class Hashes {
  readonly arena: Arena
  readonly limits: Limits
  /** The field that `walk` or `visit` came to; value and time also of the one that `find` found. */
  readonly element: Slice
  readonly value: Slice
  /** Ms since 1970, 0 for never. */
  expiry: number
  isLarge: boolean
  private home: Home
  private readonly packed: PackedHash
  private readonly large: LargeHash

  constructor(arena: Arena, limits: Limits) {
    this.arena = arena
    this.limits = limits
    this.element = new Slice()
    this.value = new Slice()
    this.expiry = 0
    this.isLarge = false
    this.home = NO_HOME
    this.packed = new PackedHash()
    this.large = new LargeHash(arena)
  }

  /** Turns to the value of the home's record. */
  open(home: Home): void {
    this.home = home
    this.isLarge = (home.records.meta & LARGE) !== 0
    if (this.isLarge) this.large.open(home)
    else this.packed.open(home)
  }

  /** Turns to a hash without fields that nobody stores: the one that was open is no more. */
  openNone(): void {
    this.open(NO_HOME)
  }

  /** Whether what is open is no record's value. */
  get isNone(): boolean {
    return this.home === NO_HOME
  }

  /** Makes the record's value, of LP_EMPTY bytes, an empty hash and opens it. */
  init(home: Home): void {
    lpInit(home.records.valueBytes, home.records.valueAt)
    this.open(home)
  }

  /** Fields, those included whose time has passed. */
  length(): number {
    return this.isLarge ? this.large.length() : this.packed.length()
  }

  // Reading
  // -------------------------------------------------------------------------------------------------

  /** Whether there is such a field: `value` and `expiry` are its own then. */
  find(buf: Uint8Array, off: number, len: number): boolean {
    if (this.isLarge) {
      if (!this.large.find(buf, off, len, this.value)) return false
      this.expiry = this.large.expiry
      return true
    }
    if (!this.packed.find(buf, off, len, this.value)) return false
    this.expiry = this.packed.expiry
    return true
  }

  /**
   * Comes to the field at a position, 0 for the first: `element`, `value` and `expiry` are its own. Gives
   * the next position, -1 when there was none. Good while the hash does not change.
   */
  walk(position: number): number {
    if (this.isLarge) {
      const next = this.large.walk(position, this.element, this.value)
      this.expiry = this.large.expiry
      return next
    }
    const next = this.packed.walk(position, this.element, this.value)
    this.expiry = this.packed.expiry
    return next
  }

  /** Comes to the field with a reference that `sample` or `scan` of a large hash gave. */
  visit(ref: number): void {
    this.large.visit(ref, this.element, this.value)
    this.expiry = this.large.expiry
  }

  /** Comes to any field, each with the same chance; gives the reference when the hash is large. */
  sample(random: Random): number {
    if (!this.isLarge) return this.walk(this.packed.sample(random))
    const ref = this.large.sample(random)
    this.visit(ref)
    return ref
  }

  /** One step of HSCAN over a large hash: see `MemberTable.scan`. */
  scan(cursor: number, emit: (ref: number) => void): number {
    return this.large.scan(cursor, emit)
  }

  /** When the next field is due, 0 for never. */
  nextExpiry(): number {
    return this.isLarge ? this.large.nextExpiry() : this.packed.nextExpiry()
  }

  /** How many fields are due by now. */
  countDue(now: number): number {
    return this.isLarge ? this.large.countDue(now) : this.packed.countDue(now)
  }

  // Changing
  // ------------------------------------------------------------------------------------------------

  /**
   * Looks at what a command is about to write: so many fields, the longest field or value, bytes in all.
   * Changes the encoding at once when that is too much for a listpack.
   */
  prepare(fields: number, longest: number, bytes: number): void {
    if (this.isLarge) return
    const { hashMaxListpackEntries, hashMaxListpackValue } = this.limits
    if (fields > hashMaxListpackEntries) this.convert(fields)
    else if (longest > hashMaxListpackValue || this.packed.bytes() + bytes > PACKED_MAX) this.convert(0)
  }

  /**
   * Builds a new small hash of the fields and values from argument i on, of which the longest and all
   * together have so many bytes: gives the size of its value, which `takeGathered` then fills, or 0 when it
   * is to be built field by field (too much, or a field that comes twice).
   */
  gather(args: Args, i: number, longest: number, bytes: number): number {
    const { hashMaxListpackEntries, hashMaxListpackValue } = this.limits
    const pairs = (args.argc - i) >>> 1
    if (longest > hashMaxListpackValue || pairs > hashMaxListpackEntries) return 0
    return this.packed.gather(args, i, bytes)
  }

  /** Makes what was gathered the record's value and opens it. */
  takeGathered(home: Home): void {
    this.home = home
    this.isLarge = false
    this.packed.takeGathered(home)
  }

  /**
   * Sets a field, and takes its time from it unless it is to keep it. True when the field is new. The bytes
   * must not lie in the hash itself.
   */
  set(
    field: Uint8Array,
    fieldOff: number,
    fieldLen: number,
    value: Uint8Array,
    off: number,
    len: number,
    keepExpiry: boolean,
  ): boolean {
    if (!this.isLarge) {
      const most = this.limits.hashMaxListpackValue
      if (fieldLen > most || len > most) this.convert(0)
    }
    if (!this.isLarge) return this.setPacked(field, fieldOff, fieldLen, value, off, len, keepExpiry)
    const { large } = this
    if (!large.find(field, fieldOff, fieldLen, this.value)) {
      large.insert(field, fieldOff, fieldLen, value, off, len)
      return true
    }
    if (!keepExpiry && large.expiry !== 0) large.setExpiry(0)
    large.update(value, off, len)
    return false
  }

  private setPacked(
    field: Uint8Array,
    fieldOff: number,
    fieldLen: number,
    value: Uint8Array,
    off: number,
    len: number,
    keepExpiry: boolean,
  ): boolean {
    const { packed } = this
    const found = packed.find(field, fieldOff, fieldLen, this.value)
    if (found) {
      packed.update(value, off, len)
      if (!keepExpiry && packed.expiry !== 0) packed.setExpiry(0)
    } else packed.insert(field, fieldOff, fieldLen, value, off, len)
    if (packed.length() > this.limits.hashMaxListpackEntries) this.convert(0)
    return !found
  }

  /** Adds a field with its time (0: none): for whoever builds a hash. False when it is there already. */
  add(
    field: Uint8Array,
    fieldOff: number,
    fieldLen: number,
    value: Uint8Array,
    off: number,
    len: number,
    expiry: number,
  ): boolean {
    if (this.find(field, fieldOff, fieldLen)) return false
    this.set(field, fieldOff, fieldLen, value, off, len, false)
    if (expiry === 0) return true
    this.makeTimed()
    this.find(field, fieldOff, fieldLen)
    this.setExpiry(expiry)
    return true
  }

  /** Takes the field found out. */
  remove(): void {
    if (this.isLarge) this.large.remove()
    else this.packed.remove()
  }

  /** Gives the field found a time, or none (0). After `makeTimed`, which forgets what was found. */
  setExpiry(expiry: number): void {
    this.expiry = expiry
    if (this.isLarge) this.large.setExpiry(expiry)
    else this.packed.setExpiry(expiry)
  }

  /** Whether fields of the hash may have times. */
  get timed(): boolean {
    return (this.home.records.meta & VARIANT) !== 0
  }

  /** From now on fields of the hash may have times; there is no way back. */
  makeTimed(): void {
    if (this.timed) return
    if (this.isLarge) this.large.makeTimed(this.home)
    else this.packed.makeTimed()
  }

  /** Takes up to `limit` fields that are due by now out; their names are added to `names`. */
  takeDue(now: number, limit: number, names: Uint8Array[]): void {
    if (this.isLarge) this.large.takeDue(now, limit, names)
    else this.packed.takeDue(now, limit, names)
  }

  /** Makes the hash a table, with room for `expected` fields if those are more than it has. */
  private convert(expected: number): void {
    const { home, packed, large, element, value, timed } = this
    const root = large.create(Math.max(expected, packed.length()), timed)
    let next = packed.walk(0, element, value)
    for (; next >= 0; next = packed.walk(next, element, value)) {
      if (large.find(element.bytes, element.off, element.len, value)) continue
      large.insert(element.bytes, element.off, element.len, value.bytes, value.off, value.len)
      if (packed.expiry !== 0) large.setExpiry(packed.expiry)
    }
    // Out of the index of hashes with times and in again: its slot lies elsewhere in the value then.
    home.setEncoding(0)
    home.resizeValue(timed ? 8 : 4)
    writeRoot(home.records.valueBytes, home.records.valueAt, root)
    if (timed) writeRoot(home.records.valueBytes, home.records.valueAt + 4, 0)
    home.setEncoding(timed ? LARGE | VARIANT : LARGE)
    this.open(home)
  }

  // Of roots and records that no command works on
  // ----------------------------------------------------------------------------

  /** Frees about `budget` fields of a large hash that no record holds any more; true when nothing is left. */
  dismantle(root: number, budget: number): boolean {
    return this.large.dismantle(root, budget)
  }

  /** Bytes that a large hash has in the arena. */
  footprint(root: number): number {
    return this.large.footprint(root)
  }
}
