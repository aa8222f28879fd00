/**
 * The append only file as a whole: whether it is on, which files it is made of, its writer, its rewrites.
 *
 * How the composition root wires it:
 *
 *   const aof = new Aof(server, { disk, manifests, appendDisk, streamDb, wake, progressed, changed })
 *   engine.propagation.onGrown.push(() => aof.work())
 *   const wake = background.add({ slice: us => aof.slice(us) })
 *   aof.open(manifest, sizes, done)    // at start, when what the files hold is loaded
 *   aof.tick()                         // some times a second, in a turn
 *   aof.flush(done)                    // before the process ends
 */
import type { Server } from '../../engine/server.ts'
import { SLICE_US } from '../../engine/slices.ts'
import type { Disk } from '../disk.ts'
import { AofFiles } from './aof-files.ts'
import type { AofPosition } from './aof-reload.ts'
import { AofRewrite, type RewriteKind } from './aof-rewrite.ts'
import { AofWriter, type Segment } from './aof-writer.ts'
import type { AppendDisk, Opened } from './append-disk.ts'
import { HeldReplies } from './held-replies.ts'
import { type Manifest, withIncremental } from './manifest.ts'
import { RewriteHistory } from './rewrite-history.ts'

export interface AofParts {
  /** For bases; and for manifests, which must not wait for those. */
  readonly disk: Disk
  readonly manifests: Disk
  readonly appendDisk: AppendDisk
  /** Database that the log's stream is in, or -1 when the next write says which. */
  streamDb(): number
  /** There is a slice to be worked. */
  wake(): void
  /** More is durable, or nothing is any more. */
  progressed(): void
  /** The snapshot is over, or whether writes must be refused has changed. */
  changed(): void
}

/** Bytes of the parts that were found at start. */
export interface AofSizes {
  /** Of all of them, and of the last incremental one. */
  readonly total: number
  readonly last: number
}

/** `starting`: it is on as soon as its first base is whole; what the disk holds is older data. */
export type AofState = 'off' | 'starting' | 'on'

export class Aof {
  state: AofState
  /** A rewrite begins when nothing stands in its way any more. */
  scheduled: boolean
  /** DEBUG AOF-FLUSH-SLEEP: the server stops for so many microseconds before it writes. */
  flushSleepUs: number
  /** The log's end when it last did. */
  private sleptAt: number
  readonly history: RewriteHistory
  readonly files: AofFiles
  /** Replies that wait for the disk. */
  readonly held: HeldReplies
  private readonly server: Server
  private readonly parts: AofParts
  private writer: AofWriter | null
  /** Writers that have not ended yet, though the file was switched off. */
  private readonly retiring: Set<AofWriter>
  private rewrite: AofRewrite | null
  /** Bytes of parts that no writer counts, and of all of them after the last rewrite. */
  private settled: number
  private sizeAtRewrite: number
  private delayedBefore: number
  private refused: boolean
  private onStarted: ((error: string | null) => void) | null

  constructor(server: Server, parts: AofParts) {
    this.state = 'off'
    this.scheduled = false
    this.flushSleepUs = 0
    this.sleptAt = -1
    this.history = new RewriteHistory()
    this.files = new AofFiles(server, parts.manifests, parts.appendDisk, () => {
      if (this.scheduled) parts.wake()
    })
    this.held = new HeldReplies(server.log, this)
    this.server = server
    this.parts = parts
    this.writer = null
    this.retiring = new Set()
    this.rewrite = null
    this.settled = 0
    this.sizeAtRewrite = 0
    this.delayedBefore = 0
    this.refused = false
    this.onStarted = null
    server.log.onReset = () => this.replaced()
    server.store.onChange('appendonly', value => this.switched(value === 'yes'))
  }

  // Facts ---------------------------------------------------------------------------------------------------

  get rewriting(): AofRewrite | null {
    return this.rewrite
  }

  /** It begins with the server, whose data nobody could change yet. */
  get atStart(): boolean {
    return this.onStarted !== null
  }

  /** Bytes of all parts that are in use. */
  get size(): number {
    return this.settled + (this.writer === null ? 0 : this.writer.sizeBefore + this.writer.size)
  }

  /** Bytes there were after the last rewrite, or at start. */
  get baseSize(): number {
    return this.sizeAtRewrite
  }

  /** Bytes that wait to be written. */
  get waiting(): number {
    return this.writer?.waiting ?? 0
  }

  get syncsPending(): number {
    return this.writer?.syncsNow ? 1 : 0
  }

  get delayedFsync(): number {
    return this.delayedBefore + (this.writer?.delayed ?? 0)
  }

  /** Why writing fails just now; null while it does not. */
  get writeError(): string | null {
    return this.writer?.error ?? null
  }

  /** What clients that write are told while it fails, or cannot keep up, or null. */
  get misconf(): string | null {
    const error = this.writeError ?? (this.waiting > WAITING_MAX ? TOO_SLOW : null)
    return error === null ? null : `MISCONF Errors writing to the AOF file: ${error}`
  }

  /** Log offset before which everything is durable; -1 when there is no such file. */
  get durable(): number {
    return this.state === 'on' && this.writer !== null ? this.writer.durable : -1
  }

  /** Log offset up to which replies may leave; infinite when none has to wait. */
  get confirmed(): number {
    return this.state === 'on' && this.writer !== null ? this.writer.confirmed : Number.POSITIVE_INFINITY
  }

  /** See `Safety`. */
  get strict(): boolean {
    return this.server.settings.appendfsync === 'always'
  }

  /** See `Safety`. */
  handOver(): void {
    this.sleepBeforeWrite()
    if (this.state === 'on') this.writer?.writeNow()
  }

  private sleepBeforeWrite(): void {
    const { end } = this.server.log
    if (this.flushSleepUs === 0 || this.waiting === 0 || this.sleptAt === end) return
    this.sleptAt = end
    this.server.parts.world.sleep(this.flushSleepUs / 1000)
  }

  /** Where the file stands; null while it is not complete, or about to be another. */
  get position(): AofPosition | null {
    const { files, writer } = this
    const changes = this.state !== 'on' || this.rewrite !== null || files.busy || writer?.turning
    if (writer === null || changes) return null
    const { base, incremental } = files.manifest
    const names = [...(base === null ? [] : [base]), ...incremental].map(({ name }) =>
      files.folder.file(name),
    )
    const parts = names.map((name, i) => {
      const last = i === names.length - 1
      return { name, size: last ? writer.size : Number.POSITIVE_INFINITY }
    })
    return { parts, written: writer.written }
  }

  // On and off ----------------------------------------------------------------------------------------------

  /**
   * Begins at start, with the parts that were found and loaded, or without any; tells `done` when what is
   * written from now on goes into a file, or why that cannot be.
   */
  open(manifest: Manifest, sizes: AofSizes, done: (error: string | null) => void): void {
    const { files } = this
    const { log, notice } = this.server
    files.found(manifest)
    if (manifest.base === null && manifest.incremental.length === 0) {
      this.onStarted = done
      this.state = 'starting'
      this.begin()
      return
    }
    const refusal = files.number()
    if (refusal !== null) return done(refusal)
    const known = manifest.incremental.length > 0
    const next = known ? files.manifest : withIncremental(files.manifest, files.folder.stem)
    const { name } = next.incremental.at(-1)!
    const opened: Opened = (file, error) => {
      if (file === null) return done(`Can't open the append-only file ${name}: ${error}`)
      notice.notice(`${known ? 'Opening' : 'Creating'} AOF incr file ${name} on server start`)
      files.save(next, error => {
        if (error !== null) return done(`Error trying to write the AOF manifest: ${error}`)
        this.state = 'on'
        this.settled = sizes.total - sizes.last
        this.sizeAtRewrite = sizes.total
        // Its last database is not known: the next write says its own.
        log.selected = -1
        const segment = { file, at: log.end, header: NOTHING, size: sizes.last, enter: entered }
        this.startWriter(segment)
        files.clean()
        done(null)
      })
    }
    const path = files.folder.file(name)
    if (known) this.parts.appendDisk.open(path, opened)
    else this.parts.appendDisk.make(path, opened)
  }

  /** CONFIG SET appendonly. */
  private switched(on: boolean): string | null {
    if (on === (this.state !== 'off')) return null
    if (on) {
      this.files.move()
      const refusal = this.files.prepare()
      if (refusal !== null) {
        this.server.notice.warning(refusal)
        this.server.notice.warning(CANNOT_BEGIN)
        return 'Unable to turn on AOF. Check server logs.'
      }
      this.state = 'starting'
      this.scheduled = true
      this.parts.wake()
    } else this.stop()
    return null
  }

  private stop(): void {
    const { writer } = this
    this.abortRewrite()
    this.files.dropPrepared()
    this.state = 'off'
    this.scheduled = false
    this.letGoOf(writer)
    // What is logged until now is still written.
    if (writer !== null) this.retiring.add(writer)
    writer?.finish(() => this.retiring.delete(writer))
    this.tell()
  }

  private letGoOf(writer: AofWriter | null): void {
    this.delayedBefore += writer?.delayed ?? 0
    this.settled = this.size
    this.writer = null
    this.server.log.mode({ recorded: false })
  }

  /** The data is another from here on: what the files hold is not its history. */
  private replaced(): void {
    for (const writer of this.retiring) writer.abandon()
    this.retiring.clear()
    if (this.state === 'off') return
    const { writer } = this
    this.abortRewrite()
    this.letGoOf(writer)
    writer?.abandon()
    this.state = 'starting'
    this.scheduled = true
    this.history.mayRetry()
    this.tell()
    this.parts.wake()
  }

  private startWriter(segment: Segment): void {
    const events = { progress: () => this.tell(), syncsPaused: () => this.syncsPaused() }
    this.writer = new AofWriter(this.server, events, segment)
    this.server.log.mode({ recorded: true })
  }

  private syncsPaused(): boolean {
    const { keyspace, store } = this.server
    return keyspace.snapshotRunning && store.bool('no-appendfsync-on-rewrite')
  }

  /** The writer got on, or did not: who depends on it hears of it. */
  private tell(): void {
    const { log } = this.server
    this.held.release(this.confirmed)
    if (this.durable !== log.durable) {
      log.durable = this.durable
      this.parts.progressed()
    }
    const refused = this.misconf !== null
    if (refused === this.refused) return
    this.refused = refused
    this.parts.changed()
  }

  /** Writes what is logged and makes it durable: before the process ends. */
  flush(done: (error: string | null) => void): void {
    if (this.writer === null) done(null)
    else this.writer.flush(done)
  }

  // Work ----------------------------------------------------------------------------------------------------

  /** At the end of turns in which the log grew, and of that in which writing began to fail, or ended to. */
  work(): void {
    this.held.failing = this.writeError !== null
    this.sleepBeforeWrite()
    this.writer?.work()
  }

  /** Works on a rewrite; true when there is more to do at once, not when it waits for the disk. */
  slice(budgetUs = SLICE_US): boolean {
    if (this.scheduled) this.begin()
    return this.rewrite?.slice(budgetUs) ?? false
  }

  /** Some times a second. */
  tick(): void {
    const { writer } = this
    writer?.tick()
    this.tell()
    if (writer?.suspect && writer.error === null) this.scheduled = true
    if (this.scheduled || this.hasGrown()) this.begin()
    if (this.rewrite !== null) this.parts.wake()
  }

  private hasGrown(): boolean {
    const { store, notice } = this.server
    const percentage = store.number('auto-aof-rewrite-percentage')
    if (this.state !== 'on' || percentage === 0 || !this.mayBegin()) return false
    if (this.size <= store.number('auto-aof-rewrite-min-size')) return false
    const base = Math.max(1, this.sizeAtRewrite)
    const growth = Math.floor((this.size * 100) / base) - 100
    if (growth < percentage) return false
    notice.notice(`Starting automatic rewriting of AOF on ${growth}% growth`)
    return true
  }

  private mayBegin(): boolean {
    const { keyspace, notice } = this.server
    // Two manifests at a time would be one too many.
    const naming = this.files.busy || this.writer?.turning || this.retiring.size > 0
    if (this.rewrite !== null || naming || !this.mayWalk()) return false
    return this.history.limit(keyspace.state.now, notice)
  }

  /** At start the data is whole already, though clients are still told that it is being loaded. */
  private mayWalk(): boolean {
    const { keyspace, loading, shuttingDown } = this.server
    return !keyspace.snapshotRunning && !shuttingDown && (!loading || this.onStarted !== null)
  }

  // Rewriting -----------------------------------------------------------------------------------------------

  /** BGREWRITEAOF: what became of it. */
  ask(inTransaction: boolean): 'started' | 'scheduled' | 'running' {
    if (this.rewrite !== null) return 'running'
    this.history.mayRetry()
    this.scheduled = true
    if (inTransaction || this.server.keyspace.snapshotRunning) return 'scheduled'
    this.begin()
    return this.scheduled ? 'scheduled' : 'started'
  }

  private begin(): void {
    const { server, parts, files } = this
    if (!this.mayBegin()) return
    this.scheduled = false
    if (this.writer !== null) this.writer.suspect = false
    const kind = this.kind()
    if (kind === 'alone') files.forget()
    if (files.folder.left !== null) files.move()
    const mayWalk = (): boolean => this.mayWalk()
    if (kind !== 'start') this.history.began()
    const refusal = files.number()
    if (refusal !== null) {
      server.notice.warning(refusal)
      this.ended(kind, server.keyspace.state.now, 0, refusal)
      return
    }
    this.rewrite = new AofRewrite(
      { ...parts, files, mayWalk, server },
      {
        began: segment => {
          if (this.writer === null) {
            // Nothing was logged before, or not for this file: the first write says its database.
            if (segment.header.length === 0) server.log.selected = -1
            this.startWriter(segment)
          } else this.writer.switchTo(segment)
        },
        ended: (bytes, error) => this.ended(kind, this.rewrite!.startedAt, bytes, error),
      },
      files.manifest,
      kind,
    )
  }

  private kind(): RewriteKind {
    if (this.state === 'on') return this.files.moves ? 'moved' : 'usual'
    if (this.state === 'off') return 'alone'
    return this.onStarted === null ? 'initial' : 'start'
  }

  /** Gives up the rewrite that is under way. */
  abortRewrite(): void {
    this.rewrite?.stop()
    this.rewrite = null
  }

  private ended(kind: RewriteKind, startedAt: number, bytes: number, error: string | null): void {
    const { notice, keyspace } = this.server
    const ok = error === null
    this.rewrite = null
    if (kind !== 'start') {
      this.history.ended(startedAt, keyspace.state.now, ok)
      if (ok) notice.notice('Background AOF rewrite terminated with success')
      else notice.warning('Background AOF rewrite terminated with error')
    }
    if (ok) this.succeeded(bytes)
    else if (kind === 'initial') this.tryAgain()
    else if (kind === 'moved') this.scheduled = true
    this.tell()
    this.parts.changed()
    const { onStarted } = this
    this.onStarted = null
    onStarted?.(error)
  }

  private succeeded(bytes: number): void {
    const { writer } = this
    this.settled = bytes
    // A file that the writer is still about to leave is no part any more.
    if (writer !== null) this.settled -= writer.sizeBefore + (writer.turning ? writer.size : 0)
    this.sizeAtRewrite = this.size
    if (this.state === 'starting') this.state = 'on'
    this.files.clean()
  }

  /** It could not be switched on. */
  private tryAgain(): void {
    const { writer } = this
    this.letGoOf(writer)
    writer?.abandon()
    this.scheduled = true
  }
}

/** So much may wait in memory for a disk that hangs; then writes are refused. */
const WAITING_MAX = 512 * 1024 * 1024
const TOO_SLOW = 'The disk does not keep up'
const CANNOT_BEGIN =
  "Redis needs to enable the AOF but can't trigger a background AOF rewrite operation. Check the above " +
  'logs for more info about the error.'
const NOTHING: Uint8Array = Buffer.alloc(0)

function entered(done: (error: string | null) => void): void {
  done(null)
}
