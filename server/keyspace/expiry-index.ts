/**
 * All records of a database that expire, densely: active expiry and volatile eviction draw from here
 * uniformly, whatever share of the keys has an expiry. A record knows its position, so leaving costs O(1):
 * the last one takes the place. Redis keeps a second hash table for this, with an entry and a stored time per
 * key.
 */
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import type { Records } from './records.ts'

const PAGE_SHIFT = 12
const PAGE_SLOTS = 1 << PAGE_SHIFT
const PAGE_BYTES = PAGE_SLOTS * 4

export class ExpiryIndex {
  count: number
  private readonly arena: Arena
  private readonly records: Records
  /** Arena blocks of 4,096 references each. */
  private readonly pages: number[]

  constructor(records: Records) {
    this.count = 0
    this.arena = records.arena
    this.records = records
    this.pages = []
  }

  /** Bytes of the index itself. */
  overhead(): number {
    return this.pages.length * PAGE_BYTES
  }

  at(slot: number): number {
    const page = this.pages[slot >>> PAGE_SHIFT]!
    return this.arena.words[page >>> SEGMENT_SHIFT]![
      ((page & SEGMENT_MASK) << 1) + (slot & (PAGE_SLOTS - 1))
    ]!
  }

  add(ref: number): void {
    const slot = this.count++
    if (slot >>> PAGE_SHIFT === this.pages.length) this.pages.push(this.arena.alloc(PAGE_BYTES))
    this.put(slot, ref)
  }

  /** Takes out a record that is here. */
  remove(ref: number): void {
    const slot = this.records.expirySlot(ref)
    const last = --this.count
    if (slot !== last) this.put(slot, this.at(last))
    // One spare page, so that a count that swings around a page's edge does not allocate each time.
    if (this.pages.length > (last >>> PAGE_SHIFT) + 2) this.arena.free(this.pages.pop()!, PAGE_BYTES)
  }

  /** Puts a record in the place of another that moved; both carry an expiry. */
  replace(from: number, to: number): void {
    this.put(this.records.expirySlot(from), to)
  }

  /** Frees the index itself; the records are the table's affair. */
  dismantle(): void {
    for (const page of this.pages) this.arena.free(page, PAGE_BYTES)
    this.pages.length = 0
    this.count = 0
  }

  private put(slot: number, ref: number): void {
    const page = this.pages[slot >>> PAGE_SHIFT]!
    this.arena.words[page >>> SEGMENT_SHIFT]![((page & SEGMENT_MASK) << 1) + (slot & (PAGE_SLOTS - 1))] = ref
    this.records.setExpirySlot(ref, slot)
  }
}
