/**
 * The times of a large hash's fields: a binary min-heap of entry references in the arena, so that the next
 * field due is at hand and a time changes in O(log n). Each EXPIRING entry knows its place in the heap (its
 * `slot`). The heap's own three words stand behind the member table's root: reference, count, capacity in
 * entries.
 */
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { hasPassed } from './has-passed.ts'
import { readRoot, writeRoot } from './home.ts'
import { expiryAt } from './member-entry.ts'
import { ROOT_BYTES } from './member-segments.ts'
import type { MemberTable } from './member-table.ts'

/** Bytes behind a root that the heap needs. */
export const HEAP_BYTES = 12
const REF = ROOT_BYTES >>> 2
const COUNT = REF + 1
const CAPACITY = REF + 2
const CAPACITY_MIN = 16
const TWO32 = 4294967296
const NO_WORDS = new Int32Array(0)

export class FieldHeap {
  count: number
  private readonly arena: Arena
  private readonly table: MemberTable
  private words: Int32Array
  private at: number

  constructor(arena: Arena, table: MemberTable) {
    this.arena = arena
    this.table = table
    this.count = 0
    this.words = NO_WORDS
    this.at = 0
  }

  /** Turns to the heap of the table that is open. */
  open(): void {
    const { rootWords, rootAt } = this.table
    this.count = rootWords[rootAt + COUNT]!
    const ref = rootWords[rootAt + REF]!
    this.words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    this.at = (ref & SEGMENT_MASK) << 1
  }

  /** The entry due first; there is one. */
  top(): number {
    return this.words[this.at]!
  }

  /** The time of an EXPIRING entry, ms since 1970. */
  time(ref: number): number {
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    const at = expiryAt(bytes, (ref & SEGMENT_MASK) << 3)
    return (readRoot(bytes, at) >>> 0) + readRoot(bytes, at + 4) * TWO32
  }

  private setTime(ref: number, time: number): void {
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    const at = expiryAt(bytes, (ref & SEGMENT_MASK) << 3)
    writeRoot(bytes, at, (time % TWO32) | 0)
    writeRoot(bytes, at + 4, Math.floor(time / TWO32))
  }

  private slot(ref: number): number {
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    return readRoot(bytes, expiryAt(bytes, (ref & SEGMENT_MASK) << 3) + 8)
  }

  private put(slot: number, ref: number): void {
    this.words[this.at + slot] = ref
    const bytes = this.arena.bytes[ref >>> SEGMENT_SHIFT]!
    writeRoot(bytes, expiryAt(bytes, (ref & SEGMENT_MASK) << 3) + 8, slot)
  }

  /** Adds an EXPIRING entry. */
  add(ref: number, time: number): void {
    const { rootWords, rootAt } = this.table
    if (this.count === rootWords[rootAt + CAPACITY]!) this.resize(Math.max(CAPACITY_MIN, this.count * 2))
    this.setTime(ref, time)
    this.put(this.count, ref)
    this.setCount(this.count + 1)
    this.rise(this.count - 1)
  }

  /** Gives an entry that is here another time. */
  change(ref: number, time: number): void {
    this.setTime(ref, time)
    const slot = this.slot(ref)
    this.rise(slot)
    this.sink(this.slot(ref))
  }

  /** Takes an entry out that is here. */
  remove(ref: number): void {
    const slot = this.slot(ref)
    const last = this.words[this.at + this.count - 1]!
    this.setCount(this.count - 1)
    if (last !== ref) {
      this.put(slot, last)
      this.rise(slot)
      this.sink(this.slot(last))
    }
    const capacity = this.table.rootWords[this.table.rootAt + CAPACITY]!
    if (this.count === 0 || (capacity > CAPACITY_MIN && this.count < capacity >>> 3)) {
      this.resize(this.count === 0 ? 0 : capacity >>> 2)
    }
  }

  /** Another block, with the same time, takes the place of an entry. */
  replace(from: number, to: number): void {
    this.setTime(to, this.time(from))
    this.put(this.slot(from), to)
  }

  /** How many entries are due by now. */
  countDue(now: number, from = 0): number {
    if (from >= this.count || !hasPassed(this.time(this.words[this.at + from]!), now)) return 0
    return 1 + this.countDue(now, 2 * from + 1) + this.countDue(now, 2 * from + 2)
  }

  /** Frees the heap's own block. */
  clear(): void {
    this.setCount(0)
    this.resize(0)
  }

  private setCount(count: number): void {
    this.count = count
    this.table.rootWords[this.table.rootAt + COUNT] = count
  }

  private rise(slot: number): void {
    const ref = this.words[this.at + slot]!
    const time = this.time(ref)
    let at = slot
    while (at > 0) {
      const parent = (at - 1) >>> 1
      const other = this.words[this.at + parent]!
      if (this.time(other) <= time) break
      this.put(at, other)
      at = parent
    }
    if (at !== slot) this.put(at, ref)
  }

  private sink(slot: number): void {
    const ref = this.words[this.at + slot]!
    const time = this.time(ref)
    let at = slot
    for (let child = 2 * at + 1; child < this.count; child = 2 * at + 1) {
      let next = this.words[this.at + child]!
      let nextTime = this.time(next)
      if (child + 1 < this.count) {
        const other = this.words[this.at + child + 1]!
        const otherTime = this.time(other)
        if (otherTime < nextTime) {
          next = other
          nextTime = otherTime
          child++
        }
      }
      if (nextTime >= time) break
      this.put(at, next)
      at = child
    }
    if (at !== slot) this.put(at, ref)
  }

  /** Moves the heap to a block of so many entries, or to none. */
  private resize(capacity: number): void {
    const { arena, table } = this
    const { rootWords, rootAt } = table
    const old = rootWords[rootAt + REF]!
    const oldBytes = rootWords[rootAt + CAPACITY]! * 4
    const { words, at } = this
    let ref = 0
    if (capacity > 0) {
      ref = arena.alloc(capacity * 4)
      this.words = arena.words[ref >>> SEGMENT_SHIFT]!
      this.at = (ref & SEGMENT_MASK) << 1
      this.words.set(words.subarray(at, at + this.count), this.at)
      table.addBytes(arena.goodSize(capacity * 4))
    }
    rootWords[rootAt + REF] = ref
    rootWords[rootAt + CAPACITY] = capacity
    if (oldBytes === 0) return
    table.addBytes(-arena.goodSize(oldBytes))
    arena.free(old, oldBytes)
  }
}
