/**
 * Files that grow at their end, as the append only file sees them (`server/persistence/aof/append-disk.ts`):
 * what may take its time is done by libuv's threads, and answered in a turn.
 */
import {
  close,
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  fsync,
  ftruncate,
  mkdir,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  readFileSync,
  rm,
  write,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { systemReason } from '../../shared/io/config-files.ts'
import { type AppendDisk, type AppendFile, type Opened, Refused } from '../persistence/aof/append-disk.ts'
import { FileNow, here, syncFolder } from './disk.ts'
import type { Turns } from './turns.ts'

type Failure = NodeJS.ErrnoException | null

const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NONBLOCK } = constants
/** Written at the end, wherever that is after a truncation; a pipe that nobody reads is not waited for. */
const APPEND = O_WRONLY | O_APPEND | O_NONBLOCK
const CREATE = APPEND | O_CREAT | O_EXCL

export class SystemAppendDisk implements AppendDisk {
  private readonly turns: Turns

  constructor(turns: Turns) {
    this.turns = turns
  }

  open(name: string, done: Opened): void {
    open(here(name), APPEND, (error, fd) => this.opened(error, fd, done))
  }

  make(name: string, done: Opened): void {
    const path = here(name)
    const folder = dirname(path)
    const fail = (error: Failure): void => this.opened(error, -1, done)
    const create = (): void => {
      open(path, CREATE, 0o644, (error, fd) => {
        if (error !== null) return fail(error)
        syncFolder(folder, error => {
          if (error === null) this.opened(null, fd, done)
          else close(fd, () => fail(error))
        })
      })
    }
    mkdir(folder, { recursive: true }, (error, made) => {
      if (error !== null) fail(error)
      else if (made === undefined) create()
      else syncFolder(dirname(made), error => (error === null ? create() : fail(error)))
    })
  }

  makeNow(name: string): AppendFile | Refused {
    return attempt(() => {
      mkdirSync(dirname(name), { recursive: true })
      return new SystemAppendFile(openSync(name, CREATE, 0o644), this.turns)
    })
  }

  namesNow(folder: string): readonly string[] | Refused {
    return attempt<readonly string[]>(() => readdirSync(folder), [])
  }

  textNow(name: string): string | null | Refused {
    return attempt(() => readFileSync(name, 'latin1'), null)
  }

  writeNow(name: string, bytes: Uint8Array): string | null {
    const file = new FileNow(`${name}.${process.pid}`, name)
    file.write(bytes, bytes.length)
    file.commit(() => {})
    return file.error
  }

  remove(name: string, done: () => void): void {
    rm(here(name), { force: true }, () => {
      this.turns.begin()
      done()
    })
  }

  private opened(error: Failure, fd: number, done: Opened): void {
    let reason = error === null ? null : systemReason(error)
    if (reason === null && !fstatSync(fd).isFile()) {
      closeSync(fd)
      reason = NOT_REGULAR
    }
    this.turns.begin()
    if (reason === null) done(new SystemAppendFile(fd, this.turns), null)
    else done(null, reason)
  }
}

export const NOT_REGULAR = 'Not a regular file'

/** What `act` gives, or `missing`, if that is told, where there is no such file. */
function attempt<T>(act: () => T, missing?: T): T | Refused {
  try {
    return act()
  } catch (error) {
    const { errno, code } = error as NodeJS.ErrnoException
    if (errno === undefined) throw error
    return missing !== undefined && code === 'ENOENT' ? missing : new Refused(systemReason(error))
  }
}

class SystemAppendFile implements AppendFile {
  private readonly fd: number
  private readonly turns: Turns
  /** Calls under way; the file is closed after the last of them. */
  private busy: number
  private closing: boolean

  constructor(fd: number, turns: Turns) {
    this.fd = fd
    this.turns = turns
    this.busy = 0
    this.closing = false
  }

  write(bytes: Uint8Array, done: (written: number, error: string | null) => void): void {
    this.busy++
    write(this.fd, bytes, 0, bytes.length, null, (error, written) => {
      this.ended()
      done(error === null ? written : 0, error === null ? null : systemReason(error))
    })
  }

  writeNow(bytes: Uint8Array): number | string {
    try {
      return writeSync(this.fd, bytes, 0, bytes.length)
    } catch (error) {
      return systemReason(error)
    }
  }

  sync(done: (error: string | null) => void): void {
    this.busy++
    fdatasync(this.fd, error => this.answer(error, done))
  }

  truncate(length: number, done: (error: string | null) => void): void {
    this.busy++
    ftruncate(this.fd, length, error => {
      if (error !== null) this.answer(error, done)
      else fsync(this.fd, error => this.answer(error, done))
    })
  }

  close(): void {
    this.closing = true
    this.closeIdle()
  }

  private answer(error: Failure, done: (error: string | null) => void): void {
    this.ended()
    done(error === null ? null : systemReason(error))
  }

  private ended(): void {
    this.turns.begin()
    this.busy--
    this.closeIdle()
  }

  private closeIdle(): void {
    if (this.closing && this.busy === 0) close(this.fd, () => {})
  }
}
