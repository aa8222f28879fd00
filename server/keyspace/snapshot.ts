/**
 * The forkless snapshot: the whole keyspace as it is at one moment, written as RDB while commands go on.
 * Beginning it costs a few assignments per database: every table takes a new version, and from then on a
 * bucket about to change that is still of an older version is written first. `step` walks the buckets nobody
 * touched. So each record is written once, as it was at the start, and nothing is copied but what changes
 * before the walk comes by.
 *
 * Records therefore come out of order of databases: SELECTDB is repeated wherever it changes, which the
 * format allows; the RESIZEDB hints stand at the beginning. Tables that FLUSHALL or SWAPDB take out of their
 * database stay part of the walk (`snapshotRunning` keeps them whole).
 *
 * Backpressure: the owner calls `step` only while its consumer has room. What commands change meanwhile is
 * written all the same; that is at most what they touch, once each, however long the consumer takes.
 */
import { assert } from '../../shared/bytes/assert.ts'
import type { RdbWriter } from '../persistence/rdb/rdb-writer.ts'
import type { Keyspace } from './keyspace.ts'
import { CLOCK_MASK, Records, TYPE_SHIFT, type } from './records.ts'
import type { BucketVisitor, Table } from './table.ts'

const TYPE_MASK = 7
/** A step ends after this many buckets, or once it has written this many bytes. */
const STEP_BUCKETS = 64
const STEP_BYTES = 64 * 1024

/** One table of the walk, and the number of the database it was in. */
class Part implements BucketVisitor {
  readonly db: number
  readonly table: Table
  private readonly snapshot: Snapshot

  constructor(snapshot: Snapshot, db: number, table: Table) {
    this.snapshot = snapshot
    this.db = db
    this.table = table
  }

  visit(ref: number): void {
    this.snapshot.write(this.db, ref)
  }
}

export class Snapshot {
  /** Keys there were at the start. */
  readonly keys: number
  private readonly keyspace: Keyspace
  private readonly writer: RdbWriter
  /** Its own view of the records: commands in the middle of a change hold on to the keyspace's. */
  private readonly records: Records
  private readonly parts: Part[]
  private readonly idle: boolean
  private readonly freq: boolean
  private part: number
  private cursor: number
  /** Database the RDB stream is in. */
  private selected: number
  private running: boolean

  /**
   * Begins: what `writer` is told from now on is the keyspace at this moment. Its header and auxiliary fields
   * have been written already; `eof` is the caller's, too. `policy` is the maxmemory-policy, which says
   * whether records carry their idle time or frequency.
   */
  constructor(keyspace: Keyspace, writer: RdbWriter, policy: string) {
    assert(!keyspace.snapshotRunning, 'one snapshot at a time')
    keyspace.snapshotRunning = true
    this.keyspace = keyspace
    this.writer = writer
    this.records = new Records(keyspace.arena)
    this.parts = []
    this.idle = policy.includes('lru')
    this.freq = policy.includes('lfu')
    this.part = 0
    this.cursor = 0
    this.selected = -1
    this.running = true
    let keys = 0
    for (const { index, table, expires } of keyspace.databases) {
      if (table.count === 0) continue
      keys += table.count
      const part = new Part(this, index, table)
      table.beginSnapshot(part)
      this.parts.push(part)
      this.select(index)
      writer.resizeDb(table.count, expires.count)
    }
    this.keys = keys
  }

  /** Writes a little more; true while there is more to write. At the end the keyspace is free again. */
  step(): boolean {
    if (!this.running) return false
    const until = this.writer.bytesWritten + STEP_BYTES
    for (let n = 0; n < STEP_BUCKETS && this.writer.bytesWritten < until; n++) {
      const part = this.parts[this.part]
      if (part === undefined) {
        this.stop()
        return false
      }
      this.cursor = part.table.visitNext(this.cursor)
      if (this.cursor === 0) this.part++
    }
    return true
  }

  /** Ends the walk where it is. */
  stop(): void {
    if (!this.running) return
    this.running = false
    for (const { table } of this.parts) table.endSnapshot()
    this.keyspace.snapshotRunning = false
  }

  /** Writes one record; the tables call it. */
  write(db: number, ref: number): void {
    const { records, writer } = this
    const { state } = this.keyspace
    if (db !== this.selected) this.select(db)
    records.load(ref)
    if (records.expireAt >= 0) writer.expireMs(records.expireAt)
    const clock = records.meta & CLOCK_MASK
    if (this.idle) writer.idle(state.idleSeconds(clock))
    else if (this.freq) writer.freq(state.lfuDecayed(clock))
    const typeNumber = (records.meta >>> TYPE_SHIFT) & TYPE_MASK
    assert(typeNumber === type.string, 'a snapshot knows the type of every record')
    writer.stringEntry(
      records.bytes,
      records.keyAt,
      records.keyLength,
      records.valueBytes,
      records.valueAt,
      records.valueLength,
    )
  }

  private select(db: number): void {
    this.selected = db
    this.writer.selectDb(db)
  }
}
