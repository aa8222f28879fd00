/**
 * All databases of the server, and the tables that were flushed but not yet taken apart. Emptying a database
 * swaps in a fresh table at once; the old one is freed in slices between requests.
 */
import type { Random } from '../../shared/ports/random.ts'
import { Arena } from '../memory/arena.ts'
import { Database } from './database.ts'
import { ExpiryIndex } from './expiry-index.ts'
import { KeyspaceState } from './keyspace-state.ts'
import { Records } from './records.ts'
import { Table } from './table.ts'

/** Segments freed at once by a flush before the rest is left to slices: about 50,000 keys. */
const FLUSH_AT_ONCE = 16

export class Keyspace {
  readonly arena: Arena
  readonly records: Records
  readonly state: KeyspaceState
  readonly databases: Database[]
  /** While a snapshot walks the tables nothing may be taken apart. */
  snapshotRunning: boolean
  /** Keys freed by slices after their database was emptied. */
  lazyFreed: number
  private readonly discarded: { table: Table; expires: ExpiryIndex }[]

  constructor(count: number, random: Random) {
    this.arena = new Arena()
    this.records = new Records(this.arena)
    this.state = new KeyspaceState(random)
    this.snapshotRunning = false
    this.lazyFreed = 0
    this.discarded = []
    this.databases = []
    for (let i = 0; i < count; i++) this.databases.push(new Database(i, this.records, this.state))
  }

  /** Keys in all databases. */
  keys(): number {
    let keys = 0
    for (const db of this.databases) keys += db.table.count
    return keys
  }

  /** Empties a database; gives the number of keys that were there. */
  flush(db: Database): number {
    const keys = db.table.count
    if (keys === 0 && db.table.overhead() + db.expires.overhead() === 0) return 0
    this.discarded.push({ table: db.table, expires: db.expires })
    db.table = new Table(this.arena)
    db.expires = new ExpiryIndex(this.records)
    db.avgTtl = 0
    for (let i = 0; i < FLUSH_AT_ONCE && this.reclaim(); i++);
    return keys
  }

  flushAll(): number {
    let keys = 0
    for (const db of this.databases) keys += this.flush(db)
    return keys
  }

  /** Frees one more piece of what was flushed; false when nothing is left (or must wait for a snapshot). */
  reclaim(): boolean {
    const last = this.discarded[this.discarded.length - 1]
    if (last === undefined || this.snapshotRunning) return false
    last.expires.dismantle()
    if (last.table.dismantle(ref => this.records.destroy(ref))) this.discarded.pop()
    if (this.discarded.length > 0) return true
    this.arena.trim()
    return false
  }

  /** Keys flushed but not yet freed, as INFO's lazyfree_pending_objects. */
  pendingFree(): number {
    let keys = 0
    for (const { table } of this.discarded) keys += table.count
    return keys
  }

  /** SWAPDB: exchanges the contents of two databases. */
  swap(a: Database, b: Database): void {
    ;[a.table, b.table] = [b.table, a.table]
    ;[a.expires, b.expires] = [b.expires, a.expires]
    ;[a.avgTtl, b.avgTtl] = [b.avgTtl, a.avgTtl]
  }
}
