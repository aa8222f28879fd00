/**
 * What persistence needs of the disk; done in server/io/disk.ts. Names are relative to the working directory
 * (`dir`). Errors are the system's words, such as `No space left on device`.
 */

/** A file that is being made. It has its name only when it is whole and safe; until then a temporary one. */
export interface NewFile {
  /** Bytes taken and not yet handed to the system. */
  readonly waiting: number
  /** What went wrong: nothing is written from then on. */
  readonly error: string | null
  /** Takes `chunk[0, length)`, which stands only during the call. */
  write(chunk: Uint8Array, length: number): void
  /** That was all: makes it durable and gives it its name; tells `done` why that failed, or null. */
  commit(done: (error: string | null) => void): void
  /** Gives it up, and removes it. */
  abandon(): void
}

export interface Disk {
  /**
   * Begins a file without ever waiting for the disk. `onRoom` is called, in a turn, when much of what waited
   * is written, or when something went wrong.
   */
  create(temporary: string, name: string, onRoom: () => void): NewFile
  /** `create`, but every call returns when its work is done, and nobody is served meanwhile. */
  createNow(temporary: string, name: string): NewFile
  /** Reads a file from its start to its end, serving nobody; null, or why it cannot be read. */
  readNow(name: string, take: (bytes: Uint8Array, length: number) => void): string | null
}
