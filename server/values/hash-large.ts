/**
 * A large hash: a member table whose entries hold the value behind the field, and, once a field has been
 * given a time (VARIANT), a heap of those that have one. The record's value is the root; VARIANT, four
 * bytes more: its slot in the database's index of such hashes.
 */
import { copyBytes } from '../../shared/bytes/copy.ts'
import type { Random } from '../../shared/ports/random.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { FieldHeap, HEAP_BYTES } from './field-heap.ts'
import { hasPassed } from './has-passed.ts'
import { type Home, LARGE, readRoot, VARIANT, writeRoot } from './home.ts'
import { EXPIRING, lengthBytes, writeLength } from './member-entry.ts'
import { HASH_KIND, MemberTable } from './member-table.ts'
import type { Slice } from './slice.ts'

export class LargeHash {
  /** Of the entry that was loaded: when it expires, 0 for never. */
  expiry: number
  private readonly arena: Arena
  private readonly table: MemberTable
  private readonly heap: FieldHeap
  private timed: boolean
  /** The entry found, 0 after a miss. */
  private found: number

  constructor(arena: Arena) {
    this.expiry = 0
    this.arena = arena
    this.table = new MemberTable(arena, HASH_KIND)
    this.heap = new FieldHeap(arena, this.table)
    this.timed = false
    this.found = 0
  }

  open(home: Home): void {
    const { valueBytes, valueAt, meta } = home.records
    this.table.open(readRoot(valueBytes, valueAt))
    this.timed = (meta & VARIANT) !== 0
    if (this.timed) this.heap.open()
    this.found = 0
  }

  /** A new empty one for about so many fields, opened; gives its root. */
  create(expected: number, timed: boolean): number {
    const root = this.table.create(HEAP_BYTES, expected)
    this.timed = timed
    this.heap.open()
    this.found = 0
    return root
  }

  length(): number {
    return this.table.count
  }

  // Reading
  // -------------------------------------------------------------------------------------------------

  /** Whether there is such a field; its value goes to `value`. */
  find(buf: Uint8Array, off: number, len: number, value: Slice): boolean {
    const ref = this.table.find(buf, off, len)
    this.found = ref
    if (ref === 0) return false
    this.load(ref, value)
    return true
  }

  private load(ref: number, value: Slice): void {
    const { table } = this
    table.load(ref)
    value.bytes = table.keyBytes
    value.off = table.valueAt
    value.len = table.valueLength
    this.expiry = isExpiring(table.keyBytes, ref) ? this.heap.time(ref) : 0
  }

  /** The pair of an entry goes to `field`, `value` and `expiry`. */
  visit(ref: number, field: Slice, value: Slice): void {
    this.load(ref, value)
    field.set(this.table.keyBytes, this.table.keyAt, this.table.keyLength)
  }

  /** As `PackedHash.walk`. */
  walk(position: number, field: Slice, value: Slice): number {
    const next = this.table.walk(position)
    if (this.table.walked === 0) return -1
    this.visit(this.table.walked, field, value)
    return next
  }

  sample(random: Random): number {
    return this.table.sample(random)
  }

  scan(cursor: number, emit: (ref: number) => void): number {
    return this.table.scan(cursor, emit)
  }

  /** When the next field is due, 0 for never. */
  nextExpiry(): number {
    return this.timed && this.heap.count > 0 ? this.heap.time(this.heap.top()) : 0
  }

  /** How many fields are due by now. */
  countDue(now: number): number {
    return this.timed ? this.heap.countDue(now) : 0
  }

  // Changing
  // ------------------------------------------------------------------------------------------------

  /** Adds the field that `find` just missed, without a time. */
  insert(
    field: Uint8Array,
    fieldOff: number,
    fieldLen: number,
    value: Uint8Array,
    off: number,
    len: number,
  ): void {
    const { table } = this
    this.found = table.insert(field, fieldOff, fieldLen, lengthBytes(len) + len)
    this.expiry = 0
    writeValue(table.keyBytes, table.keyAt + table.keyLength, value, off, len)
  }

  /** Gives the field found another value: in place when its block has the right size. Its time stays. */
  update(value: Uint8Array, off: number, len: number): void {
    const { table, arena, found } = this
    const { keyBytes, keyAt, keyLength } = table
    const size = table.entrySize(found)
    const rest = lengthBytes(len) + len
    const wanted = size - lengthBytes(table.valueLength) - table.valueLength + rest
    if (arena.goodSize(wanted) === arena.goodSize(size)) {
      table.touch(found)
      writeValue(keyBytes, keyAt + keyLength, value, off, len)
      return
    }
    const flag = keyBytes[(found & SEGMENT_MASK) << 3]! & EXPIRING
    const ref = table.newEntry(keyBytes, keyAt, keyLength, rest, flag)
    writeValue(table.keyBytes, table.keyAt + keyLength, value, off, len)
    if (flag !== 0) this.heap.replace(found, ref)
    this.swap(ref)
  }

  /** Gives the field found another time (0: none). The hash is VARIANT. */
  setExpiry(time: number): void {
    const { table, heap, found } = this
    const was = this.expiry
    this.expiry = time
    if (was === time) return
    if (was !== 0 && time !== 0) {
      table.touch(found)
      heap.change(found, time)
      return
    }
    table.load(found)
    const { keyBytes, keyAt, keyLength, valueAt, valueLength } = table
    const rest = lengthBytes(valueLength) + valueLength
    const ref = table.newEntry(keyBytes, keyAt, keyLength, rest, time === 0 ? 0 : EXPIRING)
    writeValue(table.keyBytes, table.keyAt + keyLength, keyBytes, valueAt, valueLength)
    if (time === 0) heap.remove(found)
    else heap.add(ref, time)
    this.swap(ref)
  }

  /** Another block takes the place of the entry found. */
  private swap(ref: number): void {
    this.table.replace(ref)
    this.table.freeEntry(this.found)
    this.table.load(ref)
    this.found = ref
  }

  /** Takes the field found out. */
  remove(): void {
    const { found, table } = this
    if (this.timed && isExpiring(this.arena.bytes[found >>> SEGMENT_SHIFT]!, found)) this.heap.remove(found)
    table.remove()
    this.found = 0
  }

  /** Takes up to `limit` fields that are due out; their names are added to `names`. */
  takeDue(now: number, limit: number, names: Uint8Array[]): void {
    const { table, heap } = this
    for (let i = 0; i < limit && this.timed && heap.count > 0; i++) {
      const ref = heap.top()
      if (!hasPassed(heap.time(ref), now)) return
      table.load(ref)
      names.push(Buffer.from(table.keyBytes.subarray(table.keyAt, table.keyAt + table.keyLength)))
      table.findRef(ref)
      heap.remove(ref)
      table.remove()
    }
  }

  /** Makes the hash VARIANT. */
  makeTimed(home: Home): void {
    const { root } = this.table
    home.resizeValue(8)
    writeRoot(home.records.valueBytes, home.records.valueAt, root)
    writeRoot(home.records.valueBytes, home.records.valueAt + 4, 0)
    home.setEncoding(LARGE | VARIANT)
    this.timed = true
    this.heap.open()
  }

  // Of a root that no record holds
  // ----------------------------------------------------------------------------------------

  /** Frees about `budget` fields; true when nothing is left. */
  dismantle(root: number, budget: number): boolean {
    this.table.open(root)
    this.heap.open()
    this.heap.clear()
    return this.table.dismantle(root, budget, HEAP_BYTES)
  }

  footprint(root: number): number {
    this.table.open(root)
    return this.table.bytes()
  }
}

function isExpiring(bytes: Uint8Array, ref: number): boolean {
  return bytes[(ref & SEGMENT_MASK) << 3]! >= EXPIRING
}

function writeValue(target: Uint8Array, at: number, value: Uint8Array, off: number, len: number): void {
  const to = writeLength(target, at, len)
  copyBytes(value, off, target, to, len)
}
