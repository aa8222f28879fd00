/**
 * Persistence, whole: what of the data set is on the disk, and how it gets there and back. Commands find it
 * by `Persistence.of`.
 */
import { errors } from '../../shared/resp/errors.ts'
import type { Server } from '../engine/server.ts'
import { SLICE_US } from '../engine/slices.ts'
import type { Aof } from './aof/aof.ts'
import type { Disk } from './disk.ts'
import { type LoadProgress, persistenceLines } from './persistence-info.ts'
import { RdbError } from './rdb/rdb-format.ts'
import { RdbLoader } from './rdb-loader.ts'
import { RdbSaver, savePoints } from './rdb-saver.ts'
import type { StreamPlace } from './rdb-start.ts'

/** What persistence needs of the other parts. */
export interface PersistenceParts {
  readonly disk: Disk
  /** Where the data stands in the replication history, or null when nobody could continue from there. */
  place(): StreamPlace | null
  /** A slice of the background save is to be worked. */
  wake(): void
  /** The snapshot is over, or whether saves end well has changed. */
  changed(): void
}

export class Persistence {
  readonly server: Server
  readonly saver: RdbSaver
  readonly aof: Aof
  /** The load under way, or null. */
  load: LoadProgress | null
  /** Of the last load: keys taken in, and left out because their time had passed. */
  loadedKeys: number
  expiredKeys: number
  private readonly parts: PersistenceParts
  /** `saver.saved` when the data set was last replaced. */
  private savedWhenReplaced: number

  constructor(server: Server, aof: Aof, parts: PersistenceParts) {
    this.server = server
    this.aof = aof
    this.parts = parts
    this.saver = new RdbSaver(server, {
      disk: parts.disk,
      place: () => parts.place(),
      wake: () => parts.wake(),
      ended: () => parts.changed(),
    })
    this.load = null
    this.loadedKeys = 0
    this.expiredKeys = 0
    this.savedWhenReplaced = -1
    server.persistence = this
    server.onReplaced = why => this.replaced(why)
    server.info.set('persistence', () => persistenceLines(this))
  }

  /** The server's own. */
  static of(server: Server): Persistence {
    return server.persistence as Persistence
  }

  /** Regularly, in a turn. */
  cron(): void {
    if (this.mayBegin) this.saver.cron()
  }

  /** Works for a slice; true when there is more to do at once. */
  slice(budgetUs = SLICE_US): boolean {
    if (this.saver.scheduled && this.mayBegin) this.saver.begin()
    return this.saver.slice(budgetUs)
  }

  /** Whether a snapshot is being taken, for a save or for replicas, or a save is on its way to the disk. */
  get busy(): boolean {
    return this.server.keyspace.snapshotRunning || this.saver.running
  }

  private get mayBegin(): boolean {
    return !this.busy && !this.server.loading && !this.server.shuttingDown
  }

  /** Why writes must stop, or null. */
  diskError(): string | null {
    const { server, saver, aof } = this
    const stops = !saver.lastOk && this.savesByItself()
    if (aof.misconf !== null) return aof.misconf
    return stops && server.store.bool('stop-writes-on-bgsave-error') ? errors.misconf : null
  }

  /** Whether there are save points. */
  savesByItself(): boolean {
    return savePoints(this.server).length > 0
  }

  /**
   * The data set was replaced as a whole. What is on the disk must not come back: a save that began before
   * must not end, and where there are save points one begins after the turn, not inside a transaction.
   */
  private replaced(why: string): void {
    const { saver } = this
    saver.cancel(why)
    if (!this.savesByItself()) return
    saver.scheduled = true
    this.savedWhenReplaced = saver.saved
    this.parts.wake()
  }

  /** Whether the disk still holds what was replaced, though there are save points. */
  get owesSave(): boolean {
    return this.savedWhenReplaced === this.saver.saved
  }

  /** Saves before the process ends, when no snapshot is running; false when it cannot. */
  saveFinally(): boolean {
    this.server.notice.notice('Saving the final RDB snapshot before exiting.')
    if (this.saver.saveNow()) return true
    this.server.notice.warning("Error trying to save the DB, can't exit.")
    return false
  }

  /** Takes stock of a load that ended well. */
  loaded(loader: RdbLoader): void {
    this.loadedKeys = loader.keys
    this.expiredKeys = loader.expired
    this.server.notice.notice(
      `Done loading RDB, keys loaded: ${loader.keys}, keys expired: ${loader.expired}.`,
    )
  }

  /** Loads `dbfilename` at once (DEBUG RELOAD): null, or why it failed. */
  loadNow(): string | null {
    const { server } = this
    const loader = RdbLoader.ofFile(server)
    server.setLoading(true)
    try {
      const failure = this.parts.disk.readNow(server.store.path('dbfilename'), (bytes, length) => {
        loader.push(bytes, 0, length)
      })
      if (failure !== null) {
        loader.discard()
        return failure
      }
      loader.finish()
      this.loaded(loader)
      return null
    } catch (error) {
      if (!(error instanceof RdbError)) throw error
      loader.discard()
      return error.message
    } finally {
      server.setLoading(false)
    }
  }
}
