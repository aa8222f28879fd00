/**
 * Takes in the payload of a full sync. By default the new data is built beside the old, which stays and is
 * served as stale until the new is complete and its checksum right: an empty or dying primary, a damaged
 * payload or a lost link destroy nothing. That is `repl-diskless-load swapdb`, and what `disabled` and
 * `on-empty-db` mean here, too, since no file is written first. The price is room for both; who cannot afford
 * it sets `flush-before-load`: then the old data goes as soon as a payload begins, and clients are told
 * LOADING.
 */
import type { Server } from '../engine/server.ts'
import type { Database } from '../keyspace/database.ts'
import { reportStream } from '../persistence/load-report.ts'
import { RdbError } from '../persistence/rdb/rdb-error.ts'
import { RdbLoader } from '../persistence/rdb-loader.ts'
import { dropDatabases, freshDatabases, replaceData } from '../persistence/replace-data.ts'

export class SyncLoader {
  private readonly server: Server
  private readonly loader: RdbLoader
  /** Whether the old data goes first. */
  private readonly flushFirst: boolean
  /** Called when the old data is about to go. */
  private readonly onFlush: () => void
  private flushed: boolean
  private readonly fresh: Database[]

  constructor(server: Server, onFlush: () => void) {
    this.server = server
    this.flushFirst = server.store.text('repl-diskless-load') === 'flush-before-load'
    this.onFlush = onFlush
    this.flushed = false
    this.fresh = this.flushFirst ? server.keyspace.databases : freshDatabases(server)
    const onHeader = (): void => this.begun()
    this.loader = new RdbLoader(server, this.fresh, { dropExpired: false, onHeader })
  }

  /** Whether the payload is complete. */
  get done(): boolean {
    return this.loader.done
  }

  get keys(): number {
    return this.loader.keys
  }

  /** Database the stream behind the payload is in. */
  get streamDb(): number {
    return this.loader.streamDb
  }

  /**
   * Takes bytes of the payload; how many were taken, fewer than given when it ends inside. Throws RdbError.
   */
  push(chunk: Uint8Array, off: number, len: number): number {
    try {
      return this.loader.push(chunk, off, len)
    } catch (error) {
      if (error instanceof RdbError) reportStream(this.server.notice, error)
      throw error
    }
  }

  /** Puts the new data in the place of the old. */
  commit(): void {
    const { server } = this
    if (this.flushFirst) server.setLoading(false)
    else replaceData(server, this.fresh)
  }

  /** Gives up: what was built so far goes. */
  abort(): void {
    this.loader.discard()
    if (this.flushFirst && !this.flushed) return
    dropDatabases(this.server, this.fresh)
    if (this.flushFirst) this.server.setLoading(false)
  }

  private begun(): void {
    if (!this.flushFirst) return
    const { keyspace, watches } = this.server
    this.server.setLoading(true)
    for (const db of keyspace.databases) watches.emptied(db.index)
    this.flushed = true
    keyspace.flushAll()
    this.onFlush()
  }
}
