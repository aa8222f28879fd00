/**
 * Persistence, whole: what of the data set is on the disk, and how it gets there and back. Commands find it
 * by `Persistence.of`.
 */
import { errors } from '../../shared/resp/errors.ts'
import type { Server } from '../engine/server.ts'
import { SLICE_US } from '../engine/slices.ts'
import type { Aof } from './aof/aof.ts'
import type { Disk } from './disk.ts'
import { KeyDelay } from './key-delay.ts'
import { reportKept } from './load-report.ts'
import { type LoadProgress, persistenceLines } from './persistence-info.ts'
import { RdbError } from './rdb/rdb-error.ts'
import { RdbLoader } from './rdb-loader.ts'
import { RdbSaver, savePoints } from './rdb-saver.ts'
import type { StreamPlace } from './rdb-start.ts'
import { dropDatabases, freshDatabases, replaceData } from './replace-data.ts'

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
  /** Loads the append only file again at once (DEBUG LOADAOF): null, or why that failed. */
  reloadAof: () => string | null
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
    this.reloadAof = () => 'there is none'
    this.loadedKeys = 0
    this.expiredKeys = 0
    server.onResetStats.push(() => {
      this.saver.saves = 0
      aof.history.begun = 0
    })
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
    // It may wait for a time that is over now.
    if (this.saver.running) this.parts.wake()
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
    const { notice } = this.server
    const { keys, expired, empty } = loader
    const done = `Done loading RDB, keys loaded: ${keys}, keys expired: ${expired}`
    if (empty === 0) notice.notice(`${done}.`)
    else notice.warning(`${done}, empty keys skipped: ${empty}.`)
  }

  /**
   * Loads `dbfilename` at once (DEBUG RELOAD), in the place of the data there is, or over it; false when it
   * cannot be loaded, which is logged. Then what there was stays, unless it was loaded over.
   */
  loadNow(replaces: boolean): boolean {
    const { server } = this
    const name = server.store.path('dbfilename')
    const databases = replaces ? freshDatabases(server) : server.keyspace.databases
    const loader = RdbLoader.ofFile(server, databases)
    server.setLoading(true)
    try {
      const failure = this.feedNow(name, loader)
      if (failure !== null) {
        server.notice.warning(`The RDB file ${name} cannot be loaded: ${failure}`)
        return false
      }
      this.loaded(loader)
      if (replaces) replaceData(server, databases)
      return true
    } catch (error) {
      if (!(error instanceof RdbError)) throw error
      loader.discard()
      if (replaces) dropDatabases(server, databases)
      reportKept(server.notice, `The RDB file ${name}`, error)
      return false
    } finally {
      server.setLoading(false)
    }
  }

  /** Why the file cannot be read, or null. Throws RdbError. */
  private feedNow(name: string, loader: RdbLoader): string | null {
    const { parts, store } = this.server
    const delay = new KeyDelay(store.number('key-load-delay'))
    const failure = this.parts.disk.readNow(name, (bytes, length) => {
      const { taken } = loader
      loader.push(bytes, 0, length)
      delay.add(loader.taken - taken, parts.clock.monotonicUs())
      const us = delay.left(parts.clock.monotonicUs())
      if (us > 0) parts.world.sleep(us / 1000)
    })
    if (failure === null) loader.finish()
    return failure
  }
}
