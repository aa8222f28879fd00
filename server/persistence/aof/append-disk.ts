/**
 * What the append only file needs of the disk beyond whole new files (`Disk`); done in
 * server/io/append-file.ts. Names are relative to the working directory. Errors are the system's words, such
 * as `No space left on device`. No call opens anything but regular files, and none empties one that is there.
 *
 * What may take its time is answered later, inside a turn. What ends in `Now` is done when it returns: for
 * what must be known before somebody is answered.
 */

/** Why something could not be done. */
export class Refused {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

/** A file that grows at its end. */
export interface AppendFile {
  /** Writes at the end; `bytes` must stand until `done`. Less than all may have been written. */
  write(bytes: Uint8Array, done: (written: number, error: string | null) => void): void
  /**
   * `write`, at once: how many bytes were written, or the error. Not while a call is under way: the system
   * would let us wait for it.
   */
  writeNow(bytes: Uint8Array): number | string
  /** Makes durable what was written before. */
  sync(done: (error: string | null) => void): void
  /** Cuts it off. */
  truncate(length: number, done: (error: string | null) => void): void
  /** No more calls come; those under way go on. */
  close(): void
}

export type Opened = (file: AppendFile | null, error: string | null) => void

export interface AppendDisk {
  /** Opens a file that is there. */
  open(name: string, done: Opened): void
  /** Makes a file that is not there yet, and its folder where that is missing. */
  make(name: string, done: Opened): void
  /** `make`, but its name is durable only when a file that is committed later is. */
  makeNow(name: string): AppendFile | Refused
  /** The names in a folder; none where there is no such folder. */
  namesNow(folder: string): readonly string[] | Refused
  /** The content of a file as latin1; null where there is none. */
  textNow(name: string): string | null | Refused
  /** Puts a small file in the place of the one there may be, whole and durable; null, or why not. */
  writeNow(name: string, bytes: Uint8Array): string | null
  /** Removes a file, if it is there. */
  remove(name: string, done: () => void): void
}
