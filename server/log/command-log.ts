/**
 * The command log: every write, once, as bytes; its end is `master_repl_offset`. The retained tail is the
 * replication backlog; replicas and other readers hold offsets into it and read the same blocks, so nothing
 * copies the stream. What the backlog does not need and no reader waits for is dropped, whole blocks at a
 * time.
 */
import { copyBytes } from '../../shared/bytes/copy.ts'
import { withView } from '../../shared/bytes/view.ts'

const BLOCK = 256 * 1024

/** A consumer of the log, at its own offset. */
export interface LogReader {
  /** Next byte it will read. */
  offset: number
}

export class CommandLog {
  /** Offset behind the last byte written. */
  end: number
  /** Offset of the first byte still here. */
  start: number
  /**
   * Whether writes are logged: while there is a history for replicas (`backlog`) or an append only file
   * (`recorded`), unless the log is another server's stream (`foreign`). See `mode`.
   */
  active: boolean
  /** A replica could continue from here; as in Redis only after the first one came. */
  backlog: boolean
  private recorded: boolean
  private foreign: boolean
  /** Before this offset everything is durable in an append only file; -1: there is none that is complete. */
  durable: number
  /** Called when what is here was thrown away, for it is not the history of the data any more. */
  onReset: () => void
  /** Bytes of history to keep (repl-backlog-size). */
  keep: number
  /** Database the stream is in; -1 makes the next write select its own. */
  selected: number
  private readonly blocks: Uint8Array[]
  /** Offset of the first byte of blocks[0]. */
  private base: number
  private readonly readers: Set<LogReader>

  constructor() {
    this.end = 0
    this.start = 0
    this.active = false
    this.backlog = false
    this.recorded = false
    this.foreign = false
    this.durable = -1
    this.onReset = () => {}
    this.keep = 1024 * 1024
    this.selected = -1
    this.blocks = []
    this.base = 0
    this.readers = new Set()
  }

  /** Bytes retained. */
  length(): number {
    return this.end - this.start
  }

  /** Bytes of memory held. */
  memory(): number {
    return this.blocks.length * BLOCK
  }

  /** Says what the log is for: what is left out stays as it is. */
  mode(is: { backlog?: boolean; recorded?: boolean; foreign?: boolean }): void {
    this.backlog = is.backlog ?? this.backlog
    this.recorded = is.recorded ?? this.recorded
    this.foreign = is.foreign ?? this.foreign
    this.active = (this.backlog || this.recorded) && !this.foreign
  }

  /** The history for replicas begins here; who reads already reads on. */
  beginHistory(): void {
    this.start = this.end
    this.selected = -1
    this.trim()
  }

  /** Starts (or restarts) the log at an offset, empty. */
  reset(offset: number): void {
    this.blocks.length = 0
    this.base = offset
    this.start = offset
    this.end = offset
    this.selected = -1
    this.onReset()
  }

  addReader(reader: LogReader): void {
    this.readers.add(reader)
  }

  removeReader(reader: LogReader): void {
    this.readers.delete(reader)
    this.trim()
  }

  append(bytes: Uint8Array, from: number, to: number): void {
    while (from < to) {
      const at = this.end - this.base
      const index = Math.floor(at / BLOCK)
      if (index === this.blocks.length) {
        this.blocks.push(withView(Buffer.allocUnsafeSlow(BLOCK)))
        this.trim()
        continue
      }
      const inBlock = at - index * BLOCK
      const n = Math.min(to - from, BLOCK - inBlock)
      const block = this.blocks[index]!
      copyBytes(bytes, from, block, inBlock, n)
      this.end += n
      from += n
    }
    if (this.end - this.start > this.keep) this.start = Math.max(this.start, this.end - this.keep, this.base)
  }

  /** Whether a reader that wants the bytes from `offset` on can have them. */
  covers(offset: number): boolean {
    return offset >= this.start && offset <= this.end
  }

  /**
   * The bytes from `offset` on that lie together, at most `max`; a view, valid until a block is dropped,
   * which never happens to bytes that a registered reader still waits for. Empty at the end.
   */
  read(offset: number, max: number): Uint8Array {
    const at = offset - this.base
    const index = Math.floor(at / BLOCK)
    const inBlock = at - index * BLOCK
    const n = Math.min(this.end - offset, BLOCK - inBlock, max)
    return n <= 0 ? EMPTY : this.blocks[index]!.subarray(inBlock, inBlock + n)
  }

  /** Drops blocks that neither the backlog nor a reader needs. */
  trim(): void {
    let needed = Math.max(this.base, this.end - this.keep)
    for (const reader of this.readers) needed = Math.min(needed, Math.max(reader.offset, this.base))
    const drop = Math.floor((needed - this.base) / BLOCK)
    if (drop <= 0) return
    this.blocks.splice(0, drop)
    this.base += drop * BLOCK
    if (this.start < this.base) this.start = this.base
  }
}

const EMPTY: Uint8Array = Buffer.alloc(0)
