/**
 * Saves the data set to `dbfilename`: in the background, by a snapshot that is walked in slices and written
 * by other threads, so that it costs no fork and stops nobody; or at once, serving nobody meanwhile (SAVE,
 * SHUTDOWN). A save that fails leaves the old file as it was.
 */
import type { Server } from '../engine/server.ts'
import { SLICE_US } from '../engine/slices.ts'
import type { Disk } from './disk.ts'
import { ImageFile } from './image-file.ts'
import { rdbImage } from './open-image.ts'
import type { StreamPlace } from './rdb-start.ts'

/** A background save that failed is not tried again before, ms. */
const RETRY_MS = 5000

/** A save under way. */
interface Run {
  readonly image: ImageFile
  /** Wall-clock ms. */
  readonly startedAt: number
  /** Changes that it will have saved. */
  readonly dirty: number
}

export interface SaverParts {
  readonly disk: Disk
  /** Where the data stands in the replication history, or null when nobody could continue from there. */
  place(): StreamPlace | null
  /** There is a slice to be worked. */
  wake(): void
  /** A background save has ended, well or not. */
  ended(): void
}

export class RdbSaver {
  /** Whether the last background save ended well. */
  lastOk: boolean
  /** How long it took, seconds; -1: none yet. */
  lastSeconds: number
  /** Saves that somebody asked for, or a save point, those that failed included, as in Redis. */
  saves: number
  /** Those that ended well. */
  saved: number
  /** BGSAVE SCHEDULE: to begin when the snapshot that runs for something else is over. */
  scheduled: boolean
  private readonly server: Server
  private readonly parts: SaverParts
  private readonly pid: number
  private run: Run | null
  /** Wall-clock ms of the last attempt in the background. */
  private triedAt: number

  constructor(server: Server, parts: SaverParts) {
    this.lastOk = true
    this.lastSeconds = -1
    this.saves = 0
    this.saved = 0
    this.scheduled = false
    this.server = server
    this.parts = parts
    this.pid = server.parts.world.process().pid
    this.run = null
    this.triedAt = 0
  }

  /** Whether a background save is under way. */
  get running(): boolean {
    return this.run !== null
  }

  /** Seconds the running save has taken so far, or -1. */
  get currentSeconds(): number {
    return this.run === null ? -1 : Math.floor((this.now - this.run.startedAt) / 1000)
  }

  /** Keys written so far by the running save, and to be written. */
  get progress(): { processed: number; total: number } {
    const snapshot = this.run?.image.snapshot
    return { processed: snapshot?.written ?? 0, total: snapshot?.keys ?? 0 }
  }

  private get now(): number {
    return this.server.keyspace.state.now
  }

  private get name(): string {
    return this.server.store.path('dbfilename')
  }

  /** Begins a background save; no snapshot may be running. */
  begin(): void {
    const { server, parts, pid } = this
    this.scheduled = false
    this.saves++
    this.triedAt = this.now
    server.notice.notice('Background saving started')
    const file = parts.disk.create(`temp-bg-${pid}.rdb`, this.name, () => parts.wake())
    const open = rdbImage(server, parts.place())
    const image = new ImageFile(server, file, { open, ended: error => this.ended(error) })
    this.run = { image, startedAt: this.now, dirty: server.dirty }
    parts.wake()
  }

  /** Works for a slice; true when there is more to do at once, not when it waits for the disk. */
  slice(budgetUs = SLICE_US): boolean {
    return this.run?.image.slice(budgetUs) ?? false
  }

  /** Ends a background save, which leaves the old file. */
  cancel(why: string): void {
    const { run } = this
    if (run === null) return
    this.run = null
    run.image.stop()
    this.server.notice.warning(`Background saving cancelled: ${why}`)
    this.parts.ended()
  }

  /** Saves at once; no snapshot may be running. False when it failed. */
  saveNow(): boolean {
    const { server, parts, pid } = this
    const file = parts.disk.createNow(`temp-${pid}.rdb`, this.name)
    let failure: string | null = null
    const ended = (error: string | null): void => {
      failure = error
    }
    const image = new ImageFile(server, file, { open: rdbImage(server, parts.place()), ended })
    while (!image.done) {
      if (!image.slice(SLICE_US) && image.delayUs > 0) server.parts.world.sleep(image.delayUs / 1000)
    }
    if (failure !== null) {
      server.notice.warning(`Write error saving DB on disk: ${failure}`)
      return false
    }
    this.succeeded(server.dirty)
    server.notice.notice('DB saved on disk')
    return true
  }

  /** Begins what is scheduled, or what the save points ask for; regularly, when a save may begin. */
  cron(): void {
    const { server, now } = this
    if (!this.lastOk && Math.abs(now - this.triedAt) < RETRY_MS) return
    if (this.scheduled) {
      this.begin()
      return
    }
    const points = savePoints(server)
    for (let i = 0; i < points.length; i += 2) {
      const seconds = points[i]!
      const changes = points[i + 1]!
      if (server.dirty < changes || now - server.lastSave <= seconds * 1000) continue
      server.notice.notice(`${changes} changes in ${seconds} seconds. Saving...`)
      this.begin()
      return
    }
  }

  /** The background save is over. */
  private ended(error: string | null): void {
    const { notice } = this.server
    const { startedAt, dirty } = this.run!
    this.run = null
    this.lastSeconds = Math.floor((this.now - startedAt) / 1000)
    if (error === null) {
      this.succeeded(dirty)
      notice.notice('Background saving terminated with success')
    } else {
      this.lastOk = false
      notice.warning(`Write error saving DB on disk: ${error}`)
      notice.warning('Background saving error')
    }
    this.parts.ended()
  }

  /** So many changes are on the disk. */
  private succeeded(changes: number): void {
    const { server } = this
    this.lastOk = true
    this.saved++
    server.dirty = Math.max(0, server.dirty - changes)
    server.lastSave = this.now
  }
}

/** The directive `save`: seconds and changes, one after the other; empty when nothing is saved by itself. */
export function savePoints({ store }: Server): number[] {
  return store
    .list('save')
    .filter(word => word !== '')
    .map(Number)
}
