/**
 * All databases of the server, and the tables that were flushed but not yet taken apart. Emptying a database
 * swaps in a fresh table at once; the old one is freed in slices between requests.
 */
import type { Random } from '../../shared/ports/random.ts'
import { Arena } from '../memory/arena.ts'
import { PayloadReader } from '../persistence/rdb/payload-reader.ts'
import { defaultLimits, type Limits } from '../values/limits.ts'
import type { TypeNumber } from '../values/type-numbers.ts'
import { collectionType } from '../values/types.ts'
import { Values } from '../values/values.ts'
import { Database } from './database.ts'
import { ExpiryIndex } from './expiry-index.ts'
import { FieldExpiryIndex } from './field-expiry-index.ts'
import { KeyspaceState } from './keyspace-state.ts'
import { LooseRecord } from './loose-record.ts'
import { Records } from './records.ts'
import { Table } from './table.ts'

/** Segments freed at once by a flush before the rest is left to slices: about 50,000 keys. */
const FLUSH_AT_ONCE = 16
/** Elements of a large value that are freed with its record; more are left to slices, so many at a time. */
const FREE_AT_ONCE = 16
const FREE_PER_SLICE = 64

/** A flushed database's contents; bytes of memory per key, on average. */
type Discarded = { table: Table; expires: ExpiryIndex; timed: FieldExpiryIndex; keyBytes: number }

export class Keyspace {
  readonly arena: Arena
  readonly records: Records
  readonly state: KeyspaceState
  readonly limits: Limits
  readonly databases: Database[]
  /** What commands read and change collections with, and a second set for a value that is read meanwhile. */
  readonly values: Values
  readonly others: Values
  /** A third set, to free values with while commands use the others. */
  private readonly freeing: Values
  /** A value that commands build before it takes a key's place. */
  readonly loose: LooseRecord
  /** Reads DUMP payloads into it. */
  readonly payloads: PayloadReader
  /** While a snapshot walks the tables nothing may be taken apart. */
  snapshotRunning: boolean
  /** Keys of emptied databases, and large values, that slices freed. */
  lazyFreed: number
  /** Called when there is something for `reclaim`. */
  onPending: () => void
  private readonly discarded: Discarded[]
  /** A flushed table is being taken apart: its large values wait for their own turn. */
  private reclaiming: boolean
  /** Large values without a record, still to be freed: type and root by turns. */
  private readonly orphans: number[]
  /** Roots that must stay though no record holds them, by how many want that; and those that wait for it. */
  private readonly pins: Map<number, number>
  private readonly pinned: Map<number, { type: TypeNumber; bytes: number }>
  private pinnedBytes: number

  constructor(count: number, random: Random, limits: Limits = defaultLimits) {
    this.arena = new Arena()
    this.records = new Records(this.arena)
    this.state = new KeyspaceState(random)
    this.snapshotRunning = false
    this.lazyFreed = 0
    this.discarded = []
    this.reclaiming = false
    this.orphans = []
    this.onPending = () => {}
    this.pins = new Map()
    this.pinned = new Map()
    this.pinnedBytes = 0
    this.limits = limits
    this.values = new Values(this.arena, limits)
    this.others = new Values(this.arena, limits)
    this.freeing = new Values(this.arena, limits)
    this.records.onDiscard = (type, root) => this.discard(type, root)
    this.loose = this.newLoose()
    this.payloads = new PayloadReader(this.loose, this.values, limits)
    this.databases = []
    for (let i = 0; i < count; i++) {
      const db = new Database(i, this.records, this.state)
      db.ownDated = new Set()
      this.databases.push(db)
    }
  }

  /** A record that no table holds, for a value under construction. */
  newLoose(): LooseRecord {
    const loose = new LooseRecord(this.arena, this.state)
    loose.records.onDiscard = this.records.onDiscard
    return loose
  }

  /** A large value is nobody's any more: frees it, or leaves what is more than a little to `reclaim`. */
  private discard(type: TypeNumber, root: number): void {
    if (this.pins.size > 0 && this.pins.has(root)) {
      const bytes = collectionType(type).footprint(this.freeing, root)
      this.pinned.set(root, { type, bytes })
      this.pinnedBytes += bytes
    } else if (this.reclaiming || !collectionType(type).dismantle(this.freeing, root, FREE_AT_ONCE)) {
      this.orphans.push(type, root)
      this.onPending()
    }
  }

  /** A large value is being read between commands: what it holds stays until `unpin`, whoever removes it. */
  pin(root: number): void {
    this.pins.set(root, (this.pins.get(root) ?? 0) + 1)
  }

  unpin(root: number): void {
    const left = this.pins.get(root)! - 1
    if (left > 0) this.pins.set(root, left)
    else this.pins.delete(root)
    if (left > 0) return
    const value = this.pinned.get(root)
    if (value === undefined) return
    this.pinned.delete(root)
    this.pinnedBytes -= value.bytes
    this.discard(value.type, root)
  }

  /**
   * Bytes of what is gone, or was copied before it changed, but cannot be freed yet: values that replies or
   * a snapshot are still made from and, while a snapshot runs, flushed databases. Of several databases only
   * some of which were flushed it is an estimate.
   */
  held(): number {
    return this.keptForReaders() + (this.snapshotRunning ? this.discardedBytes() : 0)
  }

  private keptForReaders(): number {
    return this.pinnedBytes + this.arena.walks.keptBytes
  }

  private discardedBytes(): number {
    let bytes = 0
    for (const { table, keyBytes } of this.discarded) bytes += table.count * keyBytes
    return bytes
  }

  /** Keys in all databases. */
  keys(): number {
    let keys = 0
    for (const db of this.databases) keys += db.table.count
    return keys
  }

  /** Empties a database; gives the number of keys that were there. */
  flush(db: Database): number {
    db.ownDated?.clear()
    const keys = db.table.count
    const overhead = db.table.overhead() + db.expires.overhead() + db.timedHashes.overhead()
    if (keys === 0 && overhead === 0) return 0
    const live = this.arena.used - this.keptForReaders() - this.discardedBytes()
    const keyBytes = live / Math.max(this.keys(), 1)
    this.discarded.push({ table: db.table, expires: db.expires, timed: db.timedHashes, keyBytes })
    db.table = new Table(this.arena)
    db.expires = new ExpiryIndex(this.records)
    db.timedHashes = new FieldExpiryIndex(this.records)
    db.avgTtl = 0
    for (let i = 0; i < FLUSH_AT_ONCE && this.reclaim(); i++);
    this.onPending()
    return keys
  }

  /** On a writable replica: keys to which clients gave a time. */
  ownDated(): number {
    let keys = 0
    for (const db of this.databases) keys += db.ownDated?.size ?? 0
    return keys
  }

  /** We are a replica no more: all keys expire alike. */
  forgetOwnDated(): void {
    for (const db of this.databases) db.ownDated?.clear()
  }

  flushAll(): number {
    let keys = 0
    for (const db of this.databases) keys += this.flush(db)
    return keys
  }

  /**
   * Frees one more piece of what was flushed or removed; false when nothing is left (or must wait for a
   * snapshot).
   */
  reclaim(): boolean {
    if (!this.reclaimable()) return false
    const before = this.pendingFree()
    if (this.orphans.length > 0) this.reclaimOrphan()
    else this.reclaimTable(this.discarded.at(-1)!)
    this.lazyFreed += before - this.pendingFree()
    if (this.discarded.length + this.orphans.length === 0) this.arena.trim()
    return this.reclaimable()
  }

  /** Whether `reclaim` can do anything now. */
  reclaimable(): boolean {
    return this.orphans.length > 0 || (this.discarded.length > 0 && !this.snapshotRunning)
  }

  private reclaimOrphan(): void {
    const { orphans } = this
    const type = collectionType(orphans.at(-2) as TypeNumber)
    if (type.dismantle(this.freeing, orphans.at(-1)!, FREE_PER_SLICE)) orphans.length -= 2
  }

  private reclaimTable({ table, expires, timed }: Discarded): void {
    expires.dismantle()
    timed.dismantle()
    this.reclaiming = true
    if (table.dismantle(ref => this.records.destroy(ref))) this.discarded.pop()
    this.reclaiming = false
  }

  /** Keys flushed and large values removed but not yet freed, as INFO's lazyfree_pending_objects. */
  pendingFree(): number {
    let keys = this.orphans.length / 2 + this.pinned.size
    for (const { table } of this.discarded) keys += table.count
    return keys
  }

  /** SWAPDB: exchanges the contents of two databases. */
  swap(a: Database, b: Database): void {
    ;[a.table, b.table] = [b.table, a.table]
    ;[a.expires, b.expires] = [b.expires, a.expires]
    ;[a.timedHashes, b.timedHashes] = [b.timedHashes, a.timedHashes]
    ;[a.avgTtl, b.avgTtl] = [b.avgTtl, a.avgTtl]
    ;[a.ownDated, b.ownDated] = [b.ownDated, a.ownDated]
    if (this.state.waitedFor === 0) return
    this.state.onReplaced(a.index)
    this.state.onReplaced(b.index)
  }
}
