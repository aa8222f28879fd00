/**
 * The disk, as persistence sees it (`server/persistence/disk.ts`). What may take its time is done by libuv's
 * threads, one call after the other per file, so that the main thread never waits for the disk. A new file is
 * synced as it grows, so that the end does not find much of it in the system's cache.
 */
import {
  close,
  closeSync,
  fdatasync,
  fsync,
  fsyncSync,
  open,
  openSync,
  readSync,
  realpathSync,
  rename,
  renameSync,
  unlink,
  unlinkSync,
  write,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { withView } from '../../shared/bytes/view.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Disk, NewFile } from '../persistence/disk.ts'
import type { Turns } from './turns.ts'

/** Bytes written at a time. */
const PIECE = 256 * 1024
/** Written pieces that are kept for the next ones. */
const SPARE = 8
/** A growing file is synced after so many bytes, as in Redis. */
const SYNC_EVERY = 4 * 1024 * 1024

/** Makes a rename in a folder durable. */
export function syncFolderNow(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/**
 * The whole path of a file in the working directory, which may be changed while the file is made; where
 * there is no such directory any more, the name.
 */
export function here(name: string): string {
  try {
    return resolve(realpathSync.native('.'), name)
  } catch {
    return name
  }
}

export class SystemDisk implements Disk {
  private readonly turns: Turns
  /** Resolves when other threads are done with every file so far. */
  private last: Promise<void>
  /** Whether growing files are synced now and then (`rdb-save-incremental-fsync`). */
  private readonly syncsEarly: () => boolean

  constructor(turns: Turns, syncsEarly: () => boolean) {
    this.turns = turns
    this.last = Promise.resolve()
    this.syncsEarly = syncsEarly
  }

  create(temporary: string, name: string, onRoom: () => void): NewFile {
    const { promise, resolve: over } = Promise.withResolvers<void>()
    const events = { room: onRoom, over }
    const file = new GrowingFile(here(temporary), here(name), this.turns, this.syncsEarly(), events)
    // One that was given up may still be on its way out, under the same name.
    void this.last.then(() => file.open())
    this.last = promise
    return file
  }

  /** Resolves when other threads are done with every file so far: it has its name, or is gone. */
  idle(): Promise<void> {
    return this.last
  }

  createNow(temporary: string, name: string): NewFile {
    return new FileNow(here(temporary), here(name))
  }

  readNow(name: string, take: (bytes: Uint8Array, length: number) => void): string | null {
    let fd = -1
    try {
      fd = openSync(name, 'r')
      const piece = withView(Buffer.allocUnsafeSlow(PIECE))
      for (let n = readSync(fd, piece); n > 0; n = readSync(fd, piece)) take(piece, n)
      return null
    } catch (error) {
      if ((error as NodeJS.ErrnoException).errno === undefined) throw error
      return systemReason(error)
    } finally {
      if (fd >= 0) closeSync(fd)
    }
  }
}

/** Who hears of a file that grows. */
interface FileEvents {
  /** See `Disk.create`. */
  room(): void
  /** Nothing more is done to the file. */
  over(): void
}

class GrowingFile implements NewFile {
  waiting: number
  error: string | null
  private readonly temporary: string
  private readonly name: string
  private readonly turns: Turns
  private readonly syncsEarly: boolean
  private readonly events: FileEvents
  private fd: number
  /** Full pieces, the first of which is being written when `busy`. */
  private readonly queue: Uint8Array[]
  private readonly spare: Uint8Array[]
  /** The piece that is being filled, and how far. */
  private filling: Uint8Array
  private filled: number
  private busy: boolean
  private unsynced: number
  private done: ((error: string | null) => void) | null
  private abandoned: boolean
  private removed: boolean

  constructor(temporary: string, name: string, turns: Turns, syncsEarly: boolean, events: FileEvents) {
    this.waiting = 0
    this.error = null
    this.temporary = temporary
    this.name = name
    this.turns = turns
    this.syncsEarly = syncsEarly
    this.events = events
    this.fd = -1
    this.queue = []
    this.spare = []
    this.filling = this.piece()
    this.filled = 0
    this.busy = true
    this.unsynced = 0
    this.done = null
    this.abandoned = false
    this.removed = false
  }

  /** Makes the temporary file; what is written before waits. */
  open(): void {
    if (this.abandoned) {
      this.next(null)
      return
    }
    // Made anew: what has the name may be a pipe, or a link to another file.
    unlink(this.temporary, error => {
      if (error !== null && error.code !== 'ENOENT') return this.next(error)
      open(this.temporary, 'wx', 0o644, (error, fd) => {
        if (error === null) this.fd = fd
        this.next(error)
      })
    })
  }

  write(chunk: Uint8Array, length: number): void {
    if (this.error !== null) return
    let from = 0
    while (from < length) {
      const n = Math.min(length - from, PIECE - this.filled)
      this.filling.set(chunk.subarray(from, from + n), this.filled)
      this.filled += n
      from += n
      if (this.filled === PIECE) this.enqueue()
    }
  }

  commit(done: (error: string | null) => void): void {
    this.enqueue()
    this.done = done
    if (!this.busy) this.go()
  }

  abandon(): void {
    this.abandoned = true
    this.queue.length = 0
    if (!this.busy) this.remove()
  }

  private piece(): Uint8Array {
    return this.spare.pop() ?? withView(Buffer.allocUnsafeSlow(PIECE))
  }

  private enqueue(): void {
    if (this.filled === 0) return
    this.waiting += this.filled
    this.queue.push(this.filling.subarray(0, this.filled))
    this.filling = this.piece()
    this.filled = 0
    if (!this.busy) this.go()
  }

  /** A call to the system has ended. */
  private next(error: NodeJS.ErrnoException | null): void {
    this.busy = false
    if (error !== null && this.error === null) {
      this.error = systemReason(error)
      this.queue.length = 0
      this.waiting = 0
    }
    if (this.abandoned) this.remove()
    else if (this.error !== null) this.fail()
    else this.go()
  }

  /** Does what is to be done next. */
  private go(): void {
    const bytes = this.queue[0]
    if (bytes !== undefined) this.writePiece(bytes, 0)
    else if (this.unsynced >= SYNC_EVERY && this.done === null && this.syncsEarly) this.sync()
    else if (this.done !== null) this.settle()
  }

  private writePiece(bytes: Uint8Array, from: number): void {
    this.busy = true
    write(this.fd, bytes, from, bytes.length - from, null, (error, n) => {
      if (error !== null) this.next(error)
      else if (from + n < bytes.length) this.writePiece(bytes, from + n)
      else this.written(bytes)
    })
  }

  private written(bytes: Uint8Array): void {
    this.queue.shift()
    this.waiting -= bytes.length
    this.unsynced += bytes.length
    if (this.spare.length < SPARE && bytes.byteLength === PIECE) this.spare.push(bytes)
    if (this.queue.length === 0) this.tell(this.events.room)
    if (this.unsynced >= SYNC_EVERY && this.syncsEarly && !this.abandoned) this.sync()
    else this.next(null)
  }

  private sync(): void {
    this.busy = true
    this.unsynced = 0
    fdatasync(this.fd, error => this.next(error))
  }

  /** All is written: makes the file safe, closes it, names it, makes the name safe. */
  private settle(): void {
    this.busy = true
    const { fd, temporary, name } = this
    const steps: ((then: (error: NodeJS.ErrnoException | null) => void) => void)[] = [
      then => fsync(fd, then),
      then => {
        this.fd = -1
        close(fd, then)
      },
      then => rename(temporary, name, then),
      then => syncFolder(dirname(name), then),
    ]
    const step = (error: NodeJS.ErrnoException | null): void => {
      const act = error === null && !this.abandoned ? steps.shift() : undefined
      if (act !== undefined) act(step)
      else if (error !== null || this.abandoned) this.next(error)
      else this.end(null)
    }
    step(null)
  }

  private end(error: string | null): void {
    const { done } = this
    this.done = null
    if (error === null) this.events.over()
    if (done !== null) this.tell(() => done(error))
  }

  private fail(): void {
    const { error } = this
    this.abandoned = true
    this.remove()
    if (this.done !== null) this.end(error)
    else this.tell(this.events.room)
  }

  private tell(what: () => void): void {
    this.turns.begin()
    what()
  }

  private remove(): void {
    const { events, fd, temporary } = this
    if (this.removed) return
    this.removed = true
    this.fd = -1
    const leave = (): void => unlink(temporary, () => events.over())
    if (fd >= 0) close(fd, leave)
    else leave()
  }
}

/** Makes what was named or renamed in a folder durable. */
export function syncFolder(path: string, then: (error: NodeJS.ErrnoException | null) => void): void {
  open(path, 'r', (error, fd) => {
    if (error !== null) then(error)
    else fsync(fd, failed => close(fd, error => then(failed ?? error)))
  })
}

/** Removes a file, if it is there. */
function unlinkNow(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** See `Disk.createNow`. */
export class FileNow implements NewFile {
  readonly waiting = 0
  error: string | null
  private readonly temporary: string
  private readonly name: string
  private fd: number

  constructor(temporary: string, name: string) {
    this.error = null
    this.temporary = temporary
    this.name = name
    this.fd = -1
    this.attempt(() => {
      unlinkNow(temporary)
      this.fd = openSync(temporary, 'wx', 0o644)
    })
  }

  write(chunk: Uint8Array, length: number): void {
    this.attempt(() => {
      for (let from = 0; from < length; ) from += writeSync(this.fd, chunk, from, length - from)
    })
  }

  commit(done: (error: string | null) => void): void {
    this.attempt(() => {
      fsyncSync(this.fd)
      closeSync(this.fd)
      this.fd = -1
      renameSync(this.temporary, this.name)
      syncFolderNow(dirname(this.name))
    })
    if (this.error !== null) this.abandon()
    done(this.error)
  }

  abandon(): void {
    if (this.fd >= 0) closeSync(this.fd)
    this.fd = -1
    try {
      unlinkNow(this.temporary)
    } catch {
      // What stands in its place is not ours.
    }
  }

  private attempt(act: () => void): void {
    if (this.error !== null) return
    try {
      act()
    } catch (error) {
      this.error = systemReason(error)
    }
  }
}
