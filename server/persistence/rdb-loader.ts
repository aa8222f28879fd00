/**
 * Takes an RDB stream into databases, whoever it comes from: a file, a primary. Values are built aside and
 * put under their key when they are whole.
 */
import { latin1 } from '../../shared/bytes/text.ts'
import type { Server } from '../engine/server.ts'
import type { Database } from '../keyspace/database.ts'
import type { LooseRecord } from '../keyspace/loose-record.ts'
import { CLOCK_MASK } from '../keyspace/records.ts'
import { hasPassed } from '../values/has-passed.ts'
import { ValueBuilder } from './rdb/build-value.ts'
import type { ByteSlice } from './rdb/rdb-cursor.ts'
import { RdbError, tooManyDatabases } from './rdb/rdb-error.ts'
import { type RdbEntry, type RdbHandler, RdbReader } from './rdb/rdb-reader.ts'
import { valueCodecs } from './rdb/value-codecs.ts'
import type { StreamPlace } from './rdb-start.ts'

export interface RdbLoaderOptions {
  /**
   * Keys whose time has passed are left out: a primary's choice, for a replica waits to be told. Where the
   * stream says its place in history they are not: replicas may continue from there, and are to be told.
   */
  readonly dropExpired: boolean
  /** The stream has begun well: its signature and version are right. */
  readonly onHeader?: () => void
}

/** So many keys without a value are named. */
const EMPTY_TOLD = 10

export class RdbLoader implements RdbHandler {
  /** Keys taken in, and left out because their time had passed. */
  keys: number
  expired: number
  /** Collections without elements, which are left out as well. */
  empty: number
  /** Auxiliary fields, by name. */
  readonly auxiliary: Map<string, string>
  private readonly server: Server
  private readonly databases: readonly Database[]
  private readonly options: RdbLoaderOptions
  private readonly reader: RdbReader
  /** Collections are built here; one may be half built between two pieces of the stream. */
  private readonly loose: LooseRecord
  private readonly builder: ValueBuilder
  private db: Database
  /** Whether keys whose time has passed are left out. */
  private drops: boolean

  /** Loads a file into the databases as they are, or into others. */
  static ofFile(server: Server, databases: readonly Database[] = server.keyspace.databases): RdbLoader {
    const { state } = server.keyspace
    return new RdbLoader(server, databases, { dropExpired: !state.isReplica })
  }

  /** Loads into `databases`, which begin empty. */
  constructor(server: Server, databases: readonly Database[], options: RdbLoaderOptions) {
    this.keys = 0
    this.expired = 0
    this.empty = 0
    this.auxiliary = new Map()
    this.server = server
    this.databases = databases
    this.options = options
    this.loose = server.keyspace.newLoose()
    this.builder = new ValueBuilder(this.loose, server.keyspace.values, server.keyspace.limits)
    this.reader = new RdbReader(this, {
      checksum: server.store.bool('rdbchecksum') && !server.skipChecksums,
      codecs: valueCodecs(
        this.builder,
        entry => this.collection(entry),
        entry => this.passOver(entry),
      ),
    })
    this.db = databases[0]!
    this.drops = options.dropExpired
  }

  /** Keys that were met so far. */
  get taken(): number {
    return this.keys + this.expired
  }

  /** Whether the stream is complete. */
  get done(): boolean {
    return this.reader.done
  }

  /** Bytes of the stream understood so far. */
  get offset(): number {
    return this.reader.offset
  }

  /** Database the replication stream behind the data is in; 0 when the stream does not say. */
  get streamDb(): number {
    const db = this.count('repl-stream-db')
    return this.valid(db) ? db : 0
  }

  /** Where the data stands in the replication history, when the stream says so. */
  place(): StreamPlace | null {
    const id = this.auxiliary.get('repl-id') ?? ''
    const offset = this.count('repl-offset')
    const db = this.count('repl-stream-db')
    const known = /^[0-9a-f]{40}$/.test(id) && Number.isSafeInteger(offset) && offset >= 0 && this.valid(db)
    if (!known) return null
    const origin = this.auxiliary.get('repl-origin')
    return origin === undefined ? { db, id, offset } : { db, id, offset, origin }
  }

  /** An auxiliary field as a number from zero on, or -1. */
  private count(name: string): number {
    const text = this.auxiliary.get(name) ?? ''
    return /^\d+$/.test(text) ? Number(text) : -1
  }

  /** Takes bytes; how many were taken, fewer than given when the stream ends inside. Throws RdbError. */
  push(chunk: Uint8Array, off: number, len: number): number {
    const { state } = this.server.keyspace
    state.applying = true
    try {
      return this.reader.push(chunk, off, len)
    } finally {
      state.applying = false
    }
  }

  /** The source has ended: throws RdbError unless the stream was complete. */
  finish(): void {
    this.reader.finish()
  }

  /** Gives up: a value half built goes. */
  discard(): void {
    this.builder.discard()
  }

  // RdbHandler ----------------------------------------------------------------------------------------------

  header(): void {
    this.options.onHeader?.()
  }

  aux(name: string, value: string): void {
    this.auxiliary.set(name, value)
    this.drops = this.options.dropExpired && this.place() === null
    if (name === 'redis-ver') this.server.notice.notice(`Loading RDB produced by version ${value}`)
  }

  selectDb(db: number): void {
    if (!this.valid(db)) {
      throw new RdbError(
        `database ${db} is beyond the ${this.databases.length} that directive 'databases' allows`,
        this.reader.offset,
        'databases',
        tooManyDatabases(this.databases.length),
      )
    }
    this.db = this.databases[db]!
  }

  private valid(db: number): boolean {
    return Number.isInteger(db) && db >= 0 && db < this.databases.length
  }

  resizeDb(): void {}

  string(key: ByteSlice, value: ByteSlice, expireAtMs: number, idleSeconds: number, freq: number): void {
    if (this.isExpired(expireAtMs)) return
    const { db } = this
    db.writeKey(key.bytes, key.off, key.len)
    db.set(value.bytes, value.off, value.len, expireAtMs)
    this.keys++
    if (idleSeconds >= 0 || freq >= 0) this.setClock(idleSeconds, freq)
  }

  /** A collection is whole, in the loose record. */
  private collection({ key, expireAtMs, idleSeconds, freq }: RdbEntry): void {
    if (this.isExpired(expireAtMs)) {
      this.loose.discard()
      return
    }
    const { db } = this
    if (db.writeKey(key, 0, key.length) !== 0) {
      db.remove()
      db.writeKey(key, 0, key.length)
    }
    db.adoptLoose(this.loose)
    this.keys++
    if (idleSeconds >= 0 || freq >= 0) this.setClock(idleSeconds, freq)
  }

  /** Redis tells of ten, and how many there were. */
  private passOver({ key }: RdbEntry): void {
    this.empty++
    if (this.empty > EMPTY_TOLD) return
    this.server.notice.warning(`rdbLoadObject skipping empty key: ${latin1(key, 0, key.length)}`)
  }

  private isExpired(expireAtMs: number): boolean {
    if (!this.drops || expireAtMs < 0) return false
    if (!hasPassed(expireAtMs, this.server.keyspace.state.now)) return false
    this.expired++
    return true
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
    this.server.notice.warning('A function library in the stream was left out: there are no functions yet')
  }

  end(): void {}
}
