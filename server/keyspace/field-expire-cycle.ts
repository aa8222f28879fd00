/**
 * Active expiry of fields: deletes what is due in the hashes that come first in each database's index, a
 * bounded number of fields a step. Unlike keys, fields need no sampling: the index says which are due.
 */

import { hasPassed } from '../values/has-passed.ts'
import type { Hashes } from '../values/hash.ts'
import type { Database } from './database.ts'
import { mayReclaim, reclaimFields } from './field-expiry.ts'
import type { Keyspace } from './keyspace.ts'

/** What a step does at most: well below a millisecond's worth. */
const FIELDS_PER_STEP = 128
const HASHES_PER_STEP = 64
/** Fields deleted at once of a hash; then others that are due come first. */
const FIELDS_AT_ONCE = 64

export class FieldExpireCycle {
  private readonly keyspace: Keyspace
  private readonly hashes: Hashes
  /** The database at work, and how many are still to be looked at in this cycle. */
  private at: number
  private left: number

  constructor(keyspace: Keyspace) {
    this.keyspace = keyspace
    this.hashes = keyspace.values.hashes
    this.at = 0
    this.left = 0
  }

  /**
   * Works on one database; false when the cycle is complete. Nothing happens where fields must not be
   * deleted.
   */
  step(): boolean {
    const { databases, state } = this.keyspace
    if (!mayReclaim(state)) return false
    if (this.left === 0) this.left = databases.length
    while (databases[this.at]!.timedHashes.count === 0) if (!this.next()) return false
    return this.reclaim(databases[this.at]!) || this.next()
  }

  /**
   * Ends a cycle, complete or out of time; the next goes on at the database where this one was interrupted.
   */
  finish(): void {
    this.left = 0
  }

  /** Goes on to the next database; false after the last of this cycle. */
  private next(): boolean {
    this.at = (this.at + 1) % this.keyspace.databases.length
    return --this.left > 0
  }

  /** Deletes some of what is due; false when nothing is. */
  private reclaim(db: Database): boolean {
    const { timedHashes } = db
    const { now } = this.keyspace.state
    let fields = 0
    for (let n = 0; n < HASHES_PER_STEP && fields < FIELDS_PER_STEP; n++) {
      if (timedHashes.count === 0 || !hasPassed(timedHashes.time(0), now)) return false
      fields += this.visit(db, timedHashes.ref(0))
    }
    return true
  }

  /** Looks at a hash of the index; returns how many of its fields were deleted. */
  visit(db: Database, ref: number): number {
    const { hashes } = this
    const { state } = this.keyspace
    db.records.load(ref)
    hashes.open(db)
    const due = hashes.nextExpiry()
    if (due === 0 || !hasPassed(due, state.now)) {
      db.timedHashes.update(ref, due)
      return 0
    }
    db.writeRecord(ref)
    const fields = reclaimFields(state, db, hashes, FIELDS_AT_ONCE)
    if (hashes.isNone) return fields
    const next = hashes.nextExpiry()
    // With more that is due, it comes behind all others that are.
    db.retime(next === 0 ? 0 : Math.max(next, state.now - 1))
    return fields
  }
}
