/**
 * The image of the data as it is when this is made, on its way into a new file: a snapshot, walked in slices
 * while not too much waits for the disk. For saves, and for the bases of append only files.
 */
import type { Server } from '../engine/server.ts'
import type { Snapshot } from '../keyspace/snapshot.ts'
import type { NewFile } from './disk.ts'
import type { ImageForm, ImageSink } from './image.ts'
import { beginSnapshot, walkSlice } from './rdb-start.ts'

/** The walk pauses while so many bytes wait for the disk. */
const WAITING_MAX = 4 * 1024 * 1024

/** What a file is to hold: what stands before the entries is written when this is made. */
export interface OpenImage {
  readonly form: ImageForm
  /** Bytes so far. */
  readonly bytesWritten: number
  /** Writes what stands after the entries, and all that waits. */
  finish(): void
}

export interface ImageFileOptions {
  readonly open: (sink: ImageSink) => OpenImage
  /** The file is whole and has its name, or why it is not and never will. */
  readonly ended: (error: string | null) => void
}

export class ImageFile {
  readonly snapshot: Snapshot
  private readonly server: Server
  private readonly file: NewFile
  private readonly image: OpenImage
  private readonly ended: (error: string | null) => void
  /** The walk is done: the file is on its way to the disk. */
  private closing: boolean
  private over: boolean

  /** Begins; no snapshot may be running. `slice` is to be called now, and whenever `file` has room again. */
  constructor(server: Server, file: NewFile, { open, ended }: ImageFileOptions) {
    this.server = server
    this.file = file
    this.image = open((chunk, length) => file.write(chunk, length))
    this.snapshot = beginSnapshot(server, this.image.form)
    this.ended = ended
    this.closing = false
    this.over = false
  }

  get bytesWritten(): number {
    return this.image.bytesWritten
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

  /** Whether the file is whole and has its name, or was given up. */
  get done(): boolean {
    return this.over
  }

  /** Microseconds until a delay is over that it waits for. */
  get delayUs(): number {
    if (this.closing || this.over) return 0
    return this.snapshot.delay?.left(this.server.parts.clock.monotonicUs()) ?? 0
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
    this.image.finish()
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
