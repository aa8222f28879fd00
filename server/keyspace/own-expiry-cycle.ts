/**
 * Active expiry on a writable replica: keys that its own clients gave a time, which no DEL from the primary
 * will ever remove (`Database.ownDated`). Those of the primary's stream are hidden when their time has
 * passed, and wait for its word. A bounded number of keys is looked at in each cycle, in turn.
 *
 * A hash whose fields a client gave times loses all its fields that are due, the primary's as well.
 */
import { hashBytes } from '../../shared/bytes/hash.ts'
import { latin1Bytes } from '../../shared/bytes/text.ts'
import { hasPassed } from '../values/has-passed.ts'
import type { Database } from './database.ts'
import type { FieldExpireCycle } from './field-expire-cycle.ts'
import type { Keyspace } from './keyspace.ts'
import { isTimedHash } from './records.ts'

const KEYS_PER_STEP = 64
/** Keys looked at of a database in a cycle, of which there are some ten a second. */
const KEYS_PER_CYCLE = 4096

export class OwnExpiryCycle {
  private readonly keyspace: Keyspace
  private readonly fieldCycle: FieldExpireCycle
  /** The database at work, and how many of its keys are still to be looked at in this cycle. */
  private at: number
  private left: number

  constructor(keyspace: Keyspace, fieldCycle: FieldExpireCycle) {
    this.keyspace = keyspace
    this.fieldCycle = fieldCycle
    this.at = -1
    this.left = 0
  }

  /** Looks at some keys; false when the cycle is complete. */
  step(): boolean {
    const { databases, state } = this.keyspace
    if (!state.isReplica || state.loading || state.paused) return false
    while (this.left === 0) {
      if (++this.at >= databases.length) return false
      this.left = Math.min(KEYS_PER_CYCLE, databases[this.at]!.ownDated?.size ?? 0)
    }
    const count = Math.min(this.left, KEYS_PER_STEP)
    this.left -= count
    this.look(databases[this.at]!, count)
    return true
  }

  /** Ends a cycle, complete or out of time. */
  finish(): void {
    this.at = -1
    this.left = 0
  }

  private look(db: Database, count: number): void {
    const own = db.ownDated!
    let left = count
    for (const key of own) {
      if (left-- === 0) return
      own.delete(key)
      // Behind all others, until its turn comes again.
      if (this.stays(db, latin1Bytes(key))) own.add(key)
    }
  }

  /** Deletes the key, or fields of it, if they are due; whether there is more to wait for. */
  private stays(db: Database, key: Uint8Array): boolean {
    const { records } = db
    const ref = db.table.find(hashBytes(key, 0, key.length), key, 0, key.length)
    if (ref === 0) return false
    records.load(ref)
    if (records.expireAt >= 0 && hasPassed(records.expireAt, this.keyspace.state.now)) {
      db.dropExpired(ref)
      return false
    }
    const timed = isTimedHash(records.meta)
    const dated = records.expireAt >= 0
    if (timed) this.fieldCycle.visit(db, ref)
    return timed || dated
  }
}
