/**
 * Writes the command log into the append only file: a reader of the log with its own offset, which hands the
 * log's blocks to the disk as they are, one write at a time.
 *
 * When files become durable is the policy (`appendfsync`). `everysec`: a sync a second, beside the writes.
 * `no`: never, the system does it. `always`: what came while the disk was busy is written and synced as one
 * group. `confirmed` tells how far replies may leave.
 *
 * Unless each group is synced, what a turn has logged is written at once, before its replies leave: that is a
 * copy into the system's cache (3 us). While a sync is under way such a write may have to wait for it (46 ms,
 * as measured on ext4), so another thread does it, and the replies wait.
 *
 * A write that fails is cut off and tried again a second later, for as long as it takes; meanwhile `error`
 * says why, and the log keeps what is to come. After a failed sync nobody knows what the system has kept:
 * what the log still has is written again, else `suspect` asks for a new base.
 */
import type { Server } from '../../engine/server.ts'
import type { CommandLog, LogReader } from '../../log/command-log.ts'
import { Annotations } from './annotations.ts'
import type { AppendFile } from './append-disk.ts'

/** Bytes written at a time. */
const PIECE = 256 * 1024
/** Bytes of a turn that are written at once; other threads write what is more. */
const AT_ONCE_MAX = 1024 * 1024
const RETRY_MS = 1000
const SYNC_MS = 1000
/** How often the log tells of one and the same trouble, ms. */
const COMPLAIN_MS = 30_000

/** A file the log goes into. */
export interface Segment {
  readonly file: AppendFile
  /** Log offset of its first byte behind the header. */
  readonly at: number
  /** Goes before the log's bytes: the SELECT of the database that the stream is in. */
  readonly header: Uint8Array
  /** Bytes it holds already. */
  readonly size: number
  /**
   * Called when it is about to be written to, all before it being durable; until it is done when it fails.
   */
  readonly enter: (done: (error: string | null) => void) => void
}

/** Everything before a log offset is to be made durable. */
interface Flush {
  readonly at: number
  /** The writer ends then. */
  readonly ends: boolean
  readonly done: (error: string | null) => void
}

export interface WriterEvents {
  /** Something was written or synced, or failed. */
  progress(): void
  /** Whether syncs are to be left out just now (`no-appendfsync-on-rewrite`). */
  syncsPaused(): boolean
}

export class AofWriter implements LogReader {
  /** What the log must keep for us begins here. */
  offset: number
  /** Log offsets before which all is written, and durable. */
  written: number
  durable: number
  /** Why the last write failed, and the last sync; null when it did not. */
  private writeError: string | null
  private syncError: string | null
  /** Bytes before `written` may be lost though their sync was answered well. */
  suspect: boolean
  /** Syncs that were due while the one before was under way. */
  delayed: number
  /** Bytes of the current file; of those before. */
  size: number
  sizeBefore: number
  private readonly server: Server
  private readonly log: CommandLog
  private readonly events: WriterEvents
  private segment: Segment
  private next: Segment | null
  private readonly annotations: Annotations
  /** Where the log ended when it was last looked at, between two commands. */
  private seen: number
  /** What goes into the file before the log's next byte: a header, an annotation. */
  private lead: Uint8Array
  /** Bytes of the current file that are durable; the annotations among them, and the lead after them. */
  private syncedSize: number
  private syncedTaken: number
  private syncedLead: Uint8Array
  private writing: boolean
  private syncing: boolean
  private syncedAt: number
  private retryAt: number
  private complainedAt: number
  /** Where the group ends that is being written, when each is synced. */
  private target: number
  private flushing: Flush | null
  private gone: boolean

  constructor(server: Server, events: WriterEvents, segment: Segment) {
    const { log } = server
    this.offset = segment.at
    this.written = segment.at
    this.durable = segment.at
    this.writeError = null
    this.syncError = null
    this.suspect = false
    this.delayed = 0
    this.size = segment.size
    this.sizeBefore = 0
    this.server = server
    this.log = log
    this.events = events
    this.segment = segment
    this.next = null
    this.annotations = new Annotations()
    this.seen = segment.at
    this.lead = segment.header
    this.syncedSize = segment.size
    this.syncedTaken = 0
    this.syncedLead = this.lead
    this.writing = false
    this.syncing = false
    this.syncedAt = server.keyspace.state.now
    this.retryAt = 0
    this.complainedAt = Number.NEGATIVE_INFINITY
    this.target = segment.at
    this.flushing = null
    this.gone = false
    log.addReader(this)
  }

  /** Why writing fails just now; null while it does not. */
  get error(): string | null {
    return this.writeError ?? this.syncError
  }

  /** Bytes that wait to be written. */
  get waiting(): number {
    return this.log.end - this.written
  }

  /** Whether it is on its way to another file. */
  get turning(): boolean {
    return this.next !== null
  }

  /** Whether a sync is under way. */
  get syncsNow(): boolean {
    return this.syncing
  }

  /** Log offset up to which replies may leave; infinite while the disk fails, unless each write is synced. */
  get confirmed(): number {
    if (!this.always) return this.error === null ? this.written : Number.POSITIVE_INFINITY
    return this.events.syncsPaused() ? this.written : this.durable
  }

  private get always(): boolean {
    return this.server.settings.appendfsync === 'always'
  }

  /** Goes on with another file from a log offset that is still to be written. */
  switchTo(segment: Segment): void {
    this.next = segment
    this.work()
  }

  /** Writes what the log holds now and makes it durable; tells `done` then, or when it meets a failure. */
  flush(done: (error: string | null) => void): void {
    this.flushing = { at: this.log.end, ends: false, done }
    this.retryAt = 0
    this.work()
  }

  /** `flush`, and ends, well or not. */
  finish(done: () => void): void {
    this.flushing = { at: this.log.end, ends: true, done }
    this.retryAt = 0
    this.work()
  }

  /** Ends at once, whatever is unwritten. */
  abandon(): void {
    if (this.gone) return
    this.gone = true
    this.log.removeReader(this)
    this.segment.file.close()
    this.next?.file.close()
  }

  /** Regularly, some times a second. */
  tick(): void {
    const { now } = this.server.keyspace.state
    if (this.durable < this.written && this.server.settings.appendfsync === 'everysec') {
      if (now - this.syncedAt >= SYNC_MS || now < this.syncedAt) {
        this.syncedAt = now
        if (this.syncing) this.delayed++
        else if (!this.events.syncsPaused()) this.sync()
      }
    }
    this.work()
  }

  /** Does what there is to do. At the end of turns in which the log grew, and when the disk has answered. */
  work(): void {
    const { now } = this.server.keyspace.state
    this.annotate(now)
    if (this.writing || this.gone) return
    if (this.error !== null && now < this.retryAt && this.retryAt - now <= RETRY_MS) return
    const trouble = this.error
    this.writeNow()
    if (this.writing || this.error !== trouble) return
    const limit = this.limit()
    if (this.lead.length > 0 && limit > this.written) this.writeLead()
    else if (this.flushing !== null && this.written >= this.flushing.at) this.settle()
    else if (this.always) this.workInGroups(limit)
    else if (this.written < limit) this.write(this.log.read(this.written, limit - this.written), true)
    else this.settle()
  }

  /** Hands what the log holds to the system, unless that could block or must wait. Not for `always`. */
  writeNow(): void {
    this.annotate(this.server.keyspace.state.now)
    if (this.writing || this.syncing || this.gone || this.error !== null || this.always) return
    const { file } = this.segment
    const { clock, observe } = this.server.parts
    const start = this.written
    let left = AT_ONCE_MAX
    for (let limit = this.limit(); this.written < limit && left > 0; limit = this.limit()) {
      const counts = this.lead.length === 0
      const bytes = counts ? this.log.read(this.written, Math.min(limit - this.written, left)) : this.lead
      const before = clock.monotonicUs()
      const result = file.writeNow(bytes)
      observe.aofWrite((clock.monotonicUs() - before) / 1e6)
      const written = typeof result === 'number' ? result : 0
      if (written < bytes.length) {
        return this.cutOff(written, bytes.length, counts, typeof result === 'string' ? result : null)
      }
      this.accept(written, counts)
      left -= written
    }
    if (this.written > start) this.events.progress()
  }

  /** Log offset up to which the current file may be written, after the lead. */
  private limit(): number {
    const end = this.flushing?.ends ? this.flushing.at : this.log.end
    const limit = Math.min(end, this.next?.at ?? end)
    return limit > this.written ? this.takeAnnotation(limit) : limit
  }

  /** What was logged since the last call was logged now. */
  private annotate(now: number): void {
    const { end } = this.log
    if (end > this.seen && this.server.settings.aofTimestampEnabled) this.annotations.add(this.seen, now)
    this.seen = end
  }

  /**
   * Has an annotation that belongs before the log's next byte written first; else tells where the next one
   * stops the log, at most `limit`.
   */
  private takeAnnotation(limit: number): number {
    const { annotations, lead, segment } = this
    if (annotations.at > this.written) return Math.min(limit, annotations.at)
    // It goes before a header, not into one of which a part is written.
    const whole = lead.length === 0 || lead === segment.header
    if (whole) this.lead = Buffer.concat([annotations.take(), lead])
    return limit
  }

  /** A group is not written to while it is synced, so that a sync that fails is known to be for all of it. */
  private writeLead(): void {
    if (!this.always || !this.syncing) this.write(this.lead, false)
  }

  private workInGroups(limit: number): void {
    if (this.syncing) return
    if (this.durable === this.written || this.events.syncsPaused()) this.target = limit
    const upTo = Math.min(this.target, limit)
    if (this.written < upTo) this.write(this.log.read(this.written, upTo - this.written), true)
    else if (this.durable < this.written && !this.events.syncsPaused()) this.sync()
    else this.settle()
  }

  /** All is written that belongs into the current file. */
  private settle(): void {
    const { flushing, next } = this
    const turns = next !== null && this.written === next.at
    const flushed = flushing !== null && this.written >= flushing.at
    if ((!turns && !flushed) || this.syncing) return
    if (this.durable < this.written || this.syncedSize < this.size) this.sync()
    else if (turns) this.turnOver(next)
    else this.endFlush(null)
  }

  /** Goes over to the next file. */
  private turnOver(next: Segment): void {
    this.writing = true
    next.enter(error => {
      this.writing = false
      if (this.gone) return
      if (error === null) return this.turned(next)
      const isNew = this.writeError === null
      this.writeError = error
      this.failed(`Error trying to write the AOF manifest: ${error}`, isNew)
    })
  }

  private turned(next: Segment): void {
    const before = this.writeError
    this.segment.file.close()
    this.sizeBefore += this.size
    this.segment = next
    this.next = null
    this.size = next.size
    this.lead = next.header
    this.keepSynced(next.size, this.annotations.taken, next.header)
    this.recovered(before, null, this.syncError)
  }

  private endFlush(error: string | null): void {
    const { flushing } = this
    this.flushing = null
    if (flushing?.ends) this.abandon()
    flushing?.done(error)
  }

  private write(bytes: Uint8Array, counts: boolean): void {
    this.writing = true
    const { clock, observe } = this.server.parts
    const piece = bytes.length > PIECE ? bytes.subarray(0, PIECE) : bytes
    const before = clock.monotonicUs()
    this.segment.file.write(piece, (written, error) => {
      this.writing = false
      if (this.gone) return
      observe.aofWrite((clock.monotonicUs() - before) / 1e6)
      if (written < piece.length) this.cutOff(written, piece.length, counts, error)
      else {
        this.accept(written, counts)
        this.recovered(this.writeError, null, this.syncError)
      }
    })
  }

  private accept(bytes: number, counts: boolean): void {
    this.size += bytes
    if (counts) this.written += bytes
    else this.lead = this.lead.subarray(bytes)
    this.keepFrom()
  }

  /** The log may drop what needs not be written again. */
  private keepFrom(): void {
    this.offset = Math.max(this.offset, this.always ? this.durable : this.written)
    this.annotations.drop(this.offset)
  }

  /** Something went well: what is wrong now, and whether it was that what was wrong before. */
  private recovered(before: string | null, writeError: string | null, syncError: string | null): void {
    this.writeError = writeError
    this.syncError = syncError
    if (before !== null) this.server.notice.warning('AOF write error looks solved, Redis can write again.')
    this.keepFrom()
    this.events.progress()
    this.work()
  }

  /** Something failed: it is tried again in a while. */
  private failed(complaint: string, isNew: boolean): void {
    const { now } = this.server.keyspace.state
    if (isNew || now - this.complainedAt >= COMPLAIN_MS) {
      this.complainedAt = now
      this.server.notice.warning(complaint)
    }
    this.retryAt = now + RETRY_MS
    this.events.progress()
    if (this.flushing !== null) this.endFlush(this.error)
  }

  /** A write stopped inside: what it left behind goes. */
  private cutOff(written: number, expected: number, counts: boolean, error: string | null): void {
    const isNew = this.writeError === null
    this.writeError = error ?? FULL
    const complaint =
      error !== null
        ? `Error writing to the AOF file: ${error}`
        : `Short write while writing to the AOF file: (nwritten=${written}, expected=${expected})`
    if (written === 0) {
      this.failed(complaint, isNew)
      return
    }
    this.writing = true
    this.segment.file.truncate(this.size, refusal => {
      this.writing = false
      if (this.gone) return
      if (refusal !== null) {
        this.server.notice.warning(`Could not remove a short write from the append only file: ${refusal}`)
        // So it stays, and the rest will follow it.
        this.accept(written, counts)
      }
      this.failed(complaint, isNew)
    })
  }

  private sync(): void {
    this.syncing = true
    const { clock, observe } = this.server.parts
    const { size, written, lead } = this
    const { taken } = this.annotations
    this.syncedAt = this.server.keyspace.state.now
    const before = clock.monotonicUs()
    this.segment.file.sync(error => {
      this.syncing = false
      if (this.gone) return
      observe.fsync((clock.monotonicUs() - before) / 1e6)
      if (error !== null) {
        const isNew = this.syncError === null
        this.syncError = error
        this.unsynced()
        this.failed(`Fail to fsync the AOF file: ${error}`, isNew)
        return
      }
      this.durable = written
      this.keepSynced(size, taken, lead)
      this.recovered(this.syncError, this.writeError, null)
    })
  }

  private keepSynced(size: number, taken: number, lead: Uint8Array): void {
    this.syncedSize = size
    this.syncedTaken = taken
    this.syncedLead = lead
  }

  /** A sync failed: writes again what the log still has of the bytes it was for. */
  private unsynced(): void {
    if (this.writing || this.offset > this.durable) {
      this.suspect = true
      return
    }
    this.writing = true
    this.segment.file.truncate(this.syncedSize, refusal => {
      this.writing = false
      if (refusal !== null) this.suspect = true
      else {
        this.size = this.syncedSize
        this.annotations.rewind(this.syncedTaken)
        this.lead = this.syncedLead
        this.written = this.durable
        this.target = this.durable
      }
    })
  }
}

const FULL = 'No space left on device'
