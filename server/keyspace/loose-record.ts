/**
 * A record that is in no table yet: STORE commands, RESTORE, COPY and the RDB loader build a value here, with
 * the same code that changes values in place, and put it under its key once it is whole. Until then the key's
 * old value is untouched and may be read, and giving up leaves no trace.
 */

import { assert } from '../../shared/bytes/assert.ts'
import { copyBytes } from '../../shared/bytes/copy.ts'
import type { Arena } from '../memory/arena.ts'
import type { Home } from '../values/home.ts'
import { TYPE_SHIFT } from '../values/type-numbers.ts'
import type { KeyspaceState } from './keyspace-state.ts'
import { Records } from './records.ts'

export class LooseRecord implements Home {
  /** Views of its own: the databases' hold the values that are read meanwhile. */
  readonly records: Records
  private readonly state: KeyspaceState
  private held: boolean

  constructor(arena: Arena, state: KeyspaceState) {
    this.records = new Records(arena)
    this.state = state
    this.held = false
  }

  /**
   * Begins a record of a type for key `buf[off, off + len)`, with room for `valueLength` bytes, to be written
   * at once; `expireAt` in ms since 1970, -1 for none.
   */
  begin(
    typeNumber: number,
    buf: Uint8Array,
    off: number,
    len: number,
    expireAt: number,
    valueLength: number,
  ): void {
    assert(!this.held, 'one loose record at a time')
    this.held = true
    const meta = (typeNumber << TYPE_SHIFT) | this.state.newClock()
    this.records.create(meta, buf, off, len, valueLength, expireAt)
  }

  resizeValue(length: number): void {
    const { records } = this
    if (records.resizePacked(length)) return
    const { ref, bytes, keyAt, keyLength, meta, expireAt, valueBytes, valueAt } = records
    const keep = Math.min(length, records.valueLength)
    records.create(meta, bytes, keyAt, keyLength, length, expireAt)
    copyBytes(valueBytes, valueAt, records.valueBytes, records.valueAt, keep)
    records.dispose(ref)
  }

  setEncoding(bits: number): void {
    this.records.setEncoding(bits)
  }

  /** Hands the record over; see `Database.adoptLoose`. */
  release(): number {
    assert(this.held, 'a loose record is begun before it is released')
    this.held = false
    return this.records.ref
  }

  /** Gives it up. */
  discard(): void {
    this.records.destroy(this.release())
  }
}
