/**
 * Files that grow at their end, as the append only file sees them (`server/persistence/aof/append-disk.ts`):
 * what may wait for the disk is done by libuv's threads, and answered in a turn.
 */
import {
  close,
  constants,
  fdatasync,
  fsync,
  ftruncate,
  mkdir,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  rm,
  write,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { systemReason } from '../../shared/io/config-files.ts'
import type { AppendDisk, AppendFile } from '../persistence/aof/append-disk.ts'
import { here, syncFolder, syncFolderNow } from './disk.ts'
import type { Turns } from './turns.ts'

const NEW = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL
const MODE = 0o644

type Failure = NodeJS.ErrnoException | null

export class SystemAppendDisk implements AppendDisk {
  private readonly turns: Turns

  constructor(turns: Turns) {
    this.turns = turns
  }

  append(name: string, done: (file: AppendFile | null, error: string | null) => void): void {
    this.openWith(here(name), constants.O_WRONLY | constants.O_APPEND, done)
  }

  appendNew(name: string, done: (file: AppendFile | null, error: string | null) => void): void {
    const path = here(name)
    mkdir(dirname(path), { recursive: true }, error => {
      if (error === null) this.openWith(path, NEW, done)
      else this.refuse(error, done)
    })
  }

  /** Opened for appending: it is written at its end, wherever that is after a truncation. */
  private openWith(
    path: string,
    flags: number,
    done: (file: AppendFile | null, error: string | null) => void,
  ): void {
    open(path, flags, MODE, (error, fd) => {
      if (error !== null) return this.refuse(error, done)
      syncFolder(dirname(path), error => {
        if (error !== null) return close(fd, () => this.refuse(error, done))
        this.turns.begin()
        done(new SystemAppendFile(fd, this.turns), null)
      })
    })
  }

  private refuse(error: NodeJS.ErrnoException, done: (file: null, error: string) => void): void {
    this.turns.begin()
    done(null, systemReason(error))
  }

  appendNewNow(name: string): AppendFile | string {
    const path = here(name)
    try {
      mkdirSync(dirname(path), { recursive: true })
      const fd = openSync(path, NEW, MODE)
      syncFolderNow(dirname(path))
      return new SystemAppendFile(fd, this.turns)
    } catch (error) {
      return systemReason(error)
    }
  }

  listNow(folder: string): readonly string[] | string {
    try {
      return readdirSync(here(folder))
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : systemReason(error)
    }
  }

  remove(name: string, done: () => void): void {
    rm(here(name), { force: true }, () => {
      this.turns.begin()
      done()
    })
  }
}

class SystemAppendFile implements AppendFile {
  error: string | null
  private readonly fd: number
  private readonly turns: Turns
  /** Calls under way; the file is closed after the last of them. */
  private busy: number
  private closing: boolean

  constructor(fd: number, turns: Turns) {
    this.error = null
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

  writeNow(bytes: Uint8Array): number {
    try {
      const written = writeSync(this.fd, bytes)
      this.error = null
      return written
    } catch (error) {
      this.error = systemReason(error)
      return 0
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
