/**
 * Takes in the payload of a full sync. By default the new data is built beside the old, which stays and is
 * served as stale until the new is complete and its checksum right: an empty or dying primary, a damaged
 * payload or a lost link destroy nothing. That is `repl-diskless-load swapdb`, and what `disabled` and
 * `on-empty-db` mean here, too, since no file is written first. The price is room for both; who cannot afford
 * it sets `flush-before-load`: then the old data goes as soon as a payload begins, and clients are told
 * LOADING.
 */
import type { Server } from '../engine/server.ts'
import { Database } from '../keyspace/database.ts'
import type { LooseRecord } from '../keyspace/loose-record.ts'
import { CLOCK_MASK } from '../keyspace/records.ts'
import { ValueBuilder } from '../persistence/rdb/build-value.ts'
import type { ByteSlice } from '../persistence/rdb/rdb-cursor.ts'
import { RdbError } from '../persistence/rdb/rdb-format.ts'
import { type RdbEntry, type RdbHandler, RdbReader } from '../persistence/rdb/rdb-reader.ts'
import { valueCodecs } from '../persistence/rdb/value-codecs.ts'

export class SyncLoader implements RdbHandler {
  /** Database the stream behind the payload is in. */
  streamDb: number
  keys: number
  private readonly server: Server
  private readonly reader: RdbReader
  /** Collections are built here; one may be half built between two pieces of the payload. */
  private readonly loose: LooseRecord
  private readonly builder: ValueBuilder
  /** Whether the old data goes first. */
  private readonly flushFirst: boolean
  /** Called when the old data is about to go. */
  private readonly onFlush: () => void
  private flushed: boolean
  private readonly fresh: Database[]
  private db: Database

  constructor(server: Server, onFlush: () => void) {
    this.streamDb = 0
    this.keys = 0
    this.server = server
    this.loose = server.keyspace.newLoose()
    this.builder = new ValueBuilder(this.loose, server.keyspace.values, server.keyspace.limits)
    this.reader = new RdbReader(this, {
      checksum: server.store.bool('rdbchecksum'),
      codecs: valueCodecs(this.builder, entry => this.collection(entry)),
    })
    this.flushFirst = server.store.text('repl-diskless-load') === 'flush-before-load'
    this.onFlush = onFlush
    this.flushed = false
    const { databases, records, state } = server.keyspace
    this.fresh = this.flushFirst
      ? databases
      : databases.map((_, index) => new Database(index, records, state))
    this.db = this.fresh[0]!
  }

  /** Whether the payload is complete. */
  get done(): boolean {
    return this.reader.done
  }

  /**
   * Takes bytes of the payload; how many were taken, fewer than given when it ends inside. Throws RdbError.
   */
  push(chunk: Uint8Array, off: number, len: number): number {
    const { state } = this.server.keyspace
    state.applying = true
    try {
      return this.reader.push(chunk, off, len)
    } finally {
      state.applying = false
    }
  }

  /** Puts the new data in the place of the old. */
  commit(): void {
    const { server } = this
    const { keyspace, watches } = server
    if (this.flushFirst) {
      this.endLoading()
      return
    }
    for (const db of keyspace.databases) {
      watches.touchAll(db.index, () => true)
      keyspace.flush(db)
      const fresh = this.fresh[db.index]!
      db.table = fresh.table
      db.expires = fresh.expires
      db.timedHashes = fresh.timedHashes
      if (keyspace.state.waitedFor !== 0) keyspace.state.onReplaced(db.index)
    }
  }

  /** Gives up: what was built so far goes. */
  abort(): void {
    this.builder.discard()
    if (this.flushFirst && !this.flushed) return
    for (const db of this.fresh) this.server.keyspace.flush(db)
    if (this.flushFirst) this.endLoading()
  }

  private endLoading(): void {
    this.server.loading = false
    this.server.keyspace.state.loading = false
  }

  // RdbHandler ----------------------------------------------------------------------------------------------

  header(): void {
    if (!this.flushFirst) return
    const { keyspace, watches } = this.server
    this.server.loading = true
    keyspace.state.loading = true
    for (const db of keyspace.databases) watches.touchAll(db.index, () => true)
    this.flushed = true
    keyspace.flushAll()
    this.onFlush()
  }

  aux(name: string, value: string): void {
    if (name === 'repl-stream-db') this.streamDb = this.valid(Number(value)) ? Number(value) : 0
    else if (name === 'redis-ver') this.server.notice.notice(`Loading RDB produced by version ${value}`)
  }

  selectDb(db: number): void {
    if (!this.valid(db)) {
      throw new RdbError(
        `database ${db} is beyond the ${this.fresh.length} that directive 'databases' allows`,
        this.reader.offset,
      )
    }
    this.db = this.fresh[db]!
  }

  private valid(db: number): boolean {
    return Number.isInteger(db) && db >= 0 && db < this.fresh.length
  }

  resizeDb(): void {}

  string(key: ByteSlice, value: ByteSlice, expireAtMs: number, idleSeconds: number, freq: number): void {
    const { db } = this
    db.writeKey(key.bytes, key.off, key.len)
    db.set(value.bytes, value.off, value.len, expireAtMs)
    this.keys++
    if (idleSeconds >= 0 || freq >= 0) this.setClock(idleSeconds, freq)
  }

  /** A collection is whole, in the loose record. */
  private collection({ key, idleSeconds, freq }: RdbEntry): void {
    const { db } = this
    if (db.writeKey(key, 0, key.length) !== 0) {
      db.remove()
      db.writeKey(key, 0, key.length)
    }
    db.adoptLoose(this.loose)
    this.keys++
    if (idleSeconds >= 0 || freq >= 0) this.setClock(idleSeconds, freq)
  }

  /** Carries the access clock over, where we keep the same kind. */
  private setClock(idleSeconds: number, freq: number): void {
    const { records, state } = this.server.keyspace
    if (state.lfu && freq >= 0) records.setClock(records.ref, (state.newClock() & ~0xff) | freq)
    else if (!state.lfu && idleSeconds >= 0) {
      records.setClock(records.ref, Math.max(0, state.clock - idleSeconds) & CLOCK_MASK)
    }
  }

  functionLibrary(): void {
    this.server.notice.warning('A function library in the payload was left out: there are no functions yet')
  }

  end(): void {}
}
