/**
 * One rewrite of the append only file: a new incremental file is opened; from one log offset on it takes what
 * is written, and a snapshot of the data at that offset becomes the new base. Only when the base is whole and
 * durable does the manifest name it, and what stood before becomes history. Until then the old files and the
 * new incremental one together are the data, so that a rewrite may fail at any point. The new file is named
 * when the one before it is complete and durable, and written to when it is named: so only the last file that
 * the manifest names can end inside a command.
 *
 * While there is no valid file before (`initial`: it was just switched on, or the data was replaced) the new
 * incremental file is named together with its base, not before.
 */
import { latin1Bytes } from '../../../shared/bytes/text.ts'
import type { Server } from '../../engine/server.ts'
import { SLICE_US } from '../../engine/slices.ts'
import type { Disk } from '../disk.ts'
import { ImageFile } from '../image-file.ts'
import { commandImage, rdbImage } from '../open-image.ts'
import type { AofFiles } from './aof-files.ts'
import type { Segment } from './aof-writer.ts'
import type { AppendDisk, AppendFile } from './append-disk.ts'
import { type AofPart, type Manifest, withBase, withIncremental } from './manifest.ts'

/**
 * `start`: as `initial`, when the server starts without any file; it is no rewrite to speak of. `alone`: the
 * append only file is off, and only a base is made. `moved`: it is made anew in another directory, where the
 * files before are not; so the new incremental file is named with its base here, too.
 */
export type RewriteKind = 'usual' | 'initial' | 'start' | 'alone' | 'moved'

export interface RewriteParts {
  readonly server: Server
  readonly disk: Disk
  readonly appendDisk: AppendDisk
  readonly files: AofFiles
  /** Whether the data is whole, and no other snapshot is running. */
  mayWalk(): boolean
  /** Database that the log's stream is in, or -1 when the next write says which. */
  streamDb(): number
  /** There is a slice to be worked. */
  wake(): void
}

export interface RewriteEvents {
  /** The snapshot begins now: what is logged from here on goes into this file. */
  began(segment: Segment): void
  /** It is over: the bytes of the base, or why there is none. */
  ended(baseBytes: number, error: string | null): void
}

export class AofRewrite {
  readonly kind: RewriteKind
  /** Wall-clock ms of the start. */
  readonly startedAt: number
  private readonly parts: RewriteParts
  private readonly events: RewriteEvents
  /** The manifest as it was, and as it is to be. */
  private readonly before: Manifest
  private manifest: Manifest
  private file: AppendFile | null
  private ready: boolean
  private base: ImageFile | null
  /** The new incremental file is named; the base is whole; the manifest that names both is on its way. */
  private entered: boolean
  private based: boolean
  private naming: boolean
  private over: boolean

  constructor(parts: RewriteParts, events: RewriteEvents, manifest: Manifest, kind: RewriteKind) {
    this.kind = kind
    this.startedAt = parts.server.keyspace.state.now
    this.parts = parts
    this.events = events
    this.before = manifest
    this.manifest = manifest
    this.file = null
    this.ready = false
    this.base = null
    this.entered = kind !== 'usual'
    this.based = false
    this.naming = false
    this.over = false
    const prepared = kind === 'alone' ? null : parts.files.takePrepared()
    if (kind === 'alone') this.prepared()
    else if (prepared !== null) this.take(prepared.part, prepared.file)
    else this.open()
  }

  private open(): void {
    const { appendDisk, files } = this.parts
    const part = withIncremental(this.manifest, files.folder.stem).incremental.at(-1)!
    // The number is used, whatever becomes of the file: it may be on its way out when the next one is made.
    files.used(part)
    appendDisk.make(files.folder.file(part.name), (file, error) => {
      if (file === null) this.fail(`Can't open the append-only file ${part.name}: ${error}`)
      else this.take(part, file)
    })
  }

  /** Takes the new incremental file. */
  private take(part: AofPart, file: AppendFile): void {
    this.file = file
    const incremental = [...this.manifest.incremental, part]
    this.manifest = { ...this.manifest, incremental, incrementalSeq: part.seq }
    if (this.over) return this.leaveFile()
    const when = this.kind === 'start' ? 'server start' : 'background rewrite'
    this.parts.server.notice.notice(`Creating AOF incr file ${part.name} on ${when}`)
    this.prepared()
  }

  private prepared(): void {
    this.ready = true
    this.parts.wake()
  }

  /** The writer comes to the new file: it is named now. */
  private readonly enter = (done: (error: string | null) => void): void => {
    if (this.entered) return done(null)
    const { incremental, incrementalSeq } = this.manifest
    const named = {
      ...this.before,
      incremental: [...this.before.incremental, ...incremental],
      incrementalSeq,
    }
    this.parts.files.save(named, error => {
      this.entered = error === null
      done(error)
      this.nameBase()
    })
  }

  /** Works for a slice: begins the snapshot when it can, or goes on with it; true when there is more. */
  slice(budgetUs = SLICE_US): boolean {
    if (!this.ready || this.over) return false
    if (this.base === null && !this.parts.mayWalk()) return false
    if (this.base === null) {
      const refusal = this.parts.files.plan(this.manifest.incremental.at(-1) ?? null)
      if (refusal !== null) {
        this.fail(`Error trying to write the AOF manifest: ${refusal}`)
        return false
      }
    }
    this.base ??= this.begin()
    return this.base.slice(budgetUs)
  }

  /** From here on what is logged goes into the new file, and the data as it is into the base. */
  private begin(): ImageFile {
    const { disk, files, server, streamDb, wake } = this.parts
    const { folder } = files
    const { log, notice, store } = server
    const preamble = store.bool('aof-use-rdb-preamble')
    this.manifest = withBase(this.manifest, folder.stem, preamble ? 'rdb' : 'aof', this.kind !== 'alone')
    if (this.file !== null) {
      const db = streamDb()
      const header = db < 0 ? NOTHING : latin1Bytes(select(db))
      this.events.began({ file: this.file, at: log.end, header, size: 0, enter: this.enter })
    }
    if (this.kind !== 'start') notice.notice('Background append only file rewriting started')
    const name = folder.file(this.manifest.base!.name)
    const file = disk.create(folder.file(TEMPORARY), name, wake)
    const open = preamble ? rdbImage(server, null, true) : commandImage(server)
    return new ImageFile(server, file, { open, ended: error => this.complete(error) })
  }

  /** The base is whole, or cannot be. */
  private complete(error: string | null): void {
    if (error !== null) return this.fail(`Write error writing append only file on disk: ${error}`)
    const when = this.kind === 'start' ? ' on server start' : ''
    this.parts.server.notice.notice(`Created AOF base file ${this.manifest.base!.name}${when}`)
    this.based = true
    this.nameBase()
  }

  /** The base takes the place of the old files. */
  private nameBase(): void {
    if (this.over || this.naming || !this.based || !this.entered) return
    this.naming = true
    this.parts.files.save(this.manifest, error => {
      if (this.over) return
      if (error !== null) this.fail(`Error trying to write the AOF manifest: ${error}`)
      else this.end(this.base!.bytesWritten, null)
    })
  }

  private fail(reason: string): void {
    if (this.over) return
    this.parts.server.notice.warning(reason)
    this.stop()
    this.events.ended(0, reason)
  }

  /** Calls it off; `ended` is not told. */
  stop(): void {
    this.over = true
    this.base?.stop()
    this.leaveFile()
  }

  /** The new incremental file goes, unless the manifest names it or will. */
  private leaveFile(): void {
    if (this.file === null || this.naming) return
    const began = this.base !== null
    if (!began) this.file.close()
    if (began && (this.kind === 'usual' || this.kind === 'moved')) return
    this.parts.appendDisk.remove(
      this.parts.files.folder.file(this.manifest.incremental.at(-1)!.name),
      () => {},
    )
  }

  private end(bytes: number, error: string | null): void {
    this.over = true
    this.events.ended(bytes, error)
  }
}

const NOTHING: Uint8Array = Buffer.alloc(0)
const TEMPORARY = 'temp-rewriteaof.rdb'

function select(db: number): string {
  const text = String(db)
  return `*2\r\n$6\r\nSELECT\r\n$${text.length}\r\n${text}\r\n`
}
