/**
 * An RDB image of the data as it is when this is made, on its way into a new file: a snapshot, walked in
 * slices while not too much waits for the disk. For saves, and for the bases of append only files.
 */
import type { Server } from '../engine/server.ts'
import type { Snapshot } from '../keyspace/snapshot.ts'
import type { NewFile } from './disk.ts'
import type { RdbWriter } from './rdb/rdb-writer.ts'
import { beginSnapshot, openRdb, type StreamPlace, walkSlice } from './rdb-start.ts'

/** The walk pauses while so many bytes wait for the disk. */
const WAITING_MAX = 4 * 1024 * 1024

export interface RdbFileOptions {
  /** Where the data stands in the replication history, or null when nobody could continue from there. */
  readonly place: StreamPlace | null
  readonly aofBase?: boolean
  /** The file is whole and has its name, or why it is not and never will. */
  readonly ended: (error: string | null) => void
}

export class RdbFile {
  readonly snapshot: Snapshot
  private readonly server: Server
  private readonly file: NewFile
  private readonly writer: RdbWriter
  private readonly ended: (error: string | null) => void
  /** The walk is done: the file is on its way to the disk. */
  private closing: boolean
  private over: boolean

  /** Begins; no snapshot may be running. `slice` is to be called now, and whenever `file` has room again. */
  constructor(server: Server, file: NewFile, { place, aofBase, ended }: RdbFileOptions) {
    this.server = server
    this.file = file
    this.writer = openRdb(server, (chunk, length) => file.write(chunk, length), place, aofBase)
    this.snapshot = beginSnapshot(server, this.writer)
    this.ended = ended
    this.closing = false
    this.over = false
  }

  get bytesWritten(): number {
    return this.writer.bytesWritten
  }

  /** Works for a slice; true when there is more to do at once, not when it waits for the disk. */
  slice(budgetUs: number): boolean {
    if (this.closing || this.over) return false
    const { file } = this
    if (file.error !== null) {
      this.end(file.error)
      return false
    }
    const walked = walkSlice(this.server, this.snapshot, () => file.waiting < WAITING_MAX, budgetUs)
    if (walked === 'done') this.close()
    return walked === 'more'
  }

  /** Gives it up; `ended` is not told. */
  stop(): void {
    if (this.over) return
    this.over = true
    this.snapshot.stop()
    this.file.abandon()
  }

  private close(): void {
    this.closing = true
    this.writer.eof()
    this.file.commit(error => {
      if (!this.over) this.end(error)
    })
  }

  private end(error: string | null): void {
    if (error !== null) this.stop()
    this.over = true
    this.ended(error)
  }
}
