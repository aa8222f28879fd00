/**
 * What the append only file needs of the disk beyond whole new files (`Disk`); done in
 * server/io/append-file.ts. Calls are answered later, inside a turn, but for those that end in `Now`. Names
 * are relative to the working directory. Errors are the system's words, such as `No space left on device`.
 */

/** A file that grows at its end. */
export interface AppendFile {
  /** Writes at the end; `bytes` must stand until `done`. Less than all may have been written. */
  write(bytes: Uint8Array, done: (written: number, error: string | null) => void): void
  /**
   * Hands bytes to the system at once; returns how many it took, less than all when `error` says why. Not
   * while a `write` is under way.
   */
  writeNow(bytes: Uint8Array): number
  /** Why the last `writeNow` took less than all; null when it did not. */
  readonly error: string | null
  /** Makes durable what was written before. */
  sync(done: (error: string | null) => void): void
  /** Cuts it off. */
  truncate(length: number, done: (error: string | null) => void): void
  /** No more calls come; those under way go on. */
  close(): void
}

export interface AppendDisk {
  /** Opens a file that is there. */
  append(name: string, done: (file: AppendFile | null, error: string | null) => void): void
  /**
   * Makes a file, and its folder where that is missing. One that is there already is not touched: an error.
   */
  appendNew(name: string, done: (file: AppendFile | null, error: string | null) => void): void
  /** `appendNew`, done when it returns: the file, or the error. */
  appendNewNow(name: string): AppendFile | string
  /** Names of the files in a folder, none when it is missing; or the error. */
  listNow(folder: string): readonly string[] | string
  /** Removes a file, if it is there. */
  remove(name: string, done: () => void): void
}
