/**
 * The hashes of a database whose fields have times, as a binary min-heap by when the next field is due:
 * what reclaims fields takes them from its top, so that none is overlooked, however many others there are.
 * A hash knows its place in its value; -1 when it is not here, because none of its fields has a time any
 * more.
 *
 * The time kept here is never later than the hash's own: it may be earlier (0 for a hash that just came
 * into the database) and is put right when the hash comes to the top, so that most changes of a hash cost
 * nothing here.
 */
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import type { Records } from './records.ts'

const PAGE_SHIFT = 12
const PAGE_SLOTS = 1 << PAGE_SHIFT
/** Per hash: its record, and the time in two words. */
const SLOT_WORDS = 3
const PAGE_BYTES = PAGE_SLOTS * SLOT_WORDS * 4
const TWO32 = 4294967296

export class FieldExpiryIndex {
  count: number
  private readonly arena: Arena
  private readonly records: Records
  /** Arena blocks of 4,096 hashes each. */
  private readonly pages: number[]
  /** Where `seek` found a slot. */
  private words: Int32Array
  private at: number

  constructor(records: Records) {
    this.count = 0
    this.arena = records.arena
    this.records = records
    this.pages = []
    this.words = new Int32Array(0)
    this.at = 0
  }

  /** Bytes of the index itself. */
  overhead(): number {
    return this.pages.length * this.arena.goodSize(PAGE_BYTES)
  }

  private seek(slot: number): void {
    const page = this.pages[slot >>> PAGE_SHIFT]!
    this.words = this.arena.words[page >>> SEGMENT_SHIFT]!
    this.at = ((page & SEGMENT_MASK) << 1) + (slot & (PAGE_SLOTS - 1)) * SLOT_WORDS
  }

  /** The record in a slot; slot 0 is the one to be looked at first. */
  ref(slot: number): number {
    this.seek(slot)
    return this.words[this.at]!
  }

  /** The time kept for a slot. */
  time(slot: number): number {
    this.seek(slot)
    return (this.words[this.at + 1]! >>> 0) + this.words[this.at + 2]! * TWO32
  }

  private put(slot: number, ref: number, time: number): void {
    this.seek(slot)
    this.words[this.at] = ref
    this.words[this.at + 1] = (time % TWO32) | 0
    this.words[this.at + 2] = Math.floor(time / TWO32)
    this.records.setFieldSlot(ref, slot)
  }

  /** Takes a hash in, to be looked at as soon as may be. */
  add(ref: number): void {
    this.insert(ref, 0)
  }

  private insert(ref: number, time: number): void {
    const slot = this.count++
    if (slot >>> PAGE_SHIFT === this.pages.length) this.pages.push(this.arena.alloc(PAGE_BYTES))
    this.rise(slot, ref, time)
  }

  /** Takes a hash out; it may be out already. */
  remove(ref: number): void {
    const slot = this.records.fieldSlot(ref)
    if (slot < 0) return
    this.records.setFieldSlot(ref, -1)
    const last = --this.count
    if (slot !== last) this.settle(slot, this.ref(last), this.time(last))
    // One spare page, so that a count that swings around a page's edge does not allocate each time.
    if (this.pages.length > (last >>> PAGE_SHIFT) + 2) this.arena.free(this.pages.pop()!, PAGE_BYTES)
  }

  /** Puts a record in the place of another that moved. */
  replace(from: number, to: number): void {
    const slot = this.records.fieldSlot(from)
    this.records.setFieldSlot(to, slot)
    if (slot < 0) return
    this.seek(slot)
    this.words[this.at] = to
  }

  /** The next field of the hash is due at this time, 0 for never. */
  update(ref: number, time: number): void {
    const slot = this.records.fieldSlot(ref)
    if (time === 0) this.remove(ref)
    else if (slot < 0) this.insert(ref, time)
    else if (this.time(slot) !== time) this.settle(slot, ref, time)
  }

  /** Frees the index itself; the records are the table's affair. */
  dismantle(): void {
    for (const page of this.pages) this.arena.free(page, PAGE_BYTES)
    this.pages.length = 0
    this.count = 0
  }

  /** Puts a hash in a slot that is free, or above or below it, where its time belongs. */
  private settle(slot: number, ref: number, time: number): void {
    if (slot > 0 && this.time((slot - 1) >>> 1) > time) this.rise(slot, ref, time)
    else this.sink(slot, ref, time)
  }

  private rise(slot: number, ref: number, time: number): void {
    let at = slot
    while (at > 0) {
      const parent = (at - 1) >>> 1
      const other = this.time(parent)
      if (other <= time) break
      this.put(at, this.ref(parent), other)
      at = parent
    }
    this.put(at, ref, time)
  }

  private sink(slot: number, ref: number, time: number): void {
    let at = slot
    for (let child = 2 * at + 1; child < this.count; child = 2 * at + 1) {
      let other = this.time(child)
      if (child + 1 < this.count) {
        const second = this.time(child + 1)
        if (second < other) {
          other = second
          child++
        }
      }
      if (other >= time) break
      this.put(at, this.ref(child), other)
      at = child
    }
    this.put(at, ref, time)
  }
}
