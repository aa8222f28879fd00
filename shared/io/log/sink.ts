/**
 * Where log lines go: standard output, or a file appended to. Each line is one synchronous write, so lines
 * neither interleave nor get lost at exit. Redis opens the log file anew for each line, which is what makes
 * rotation by rename work; here the descriptor is kept and reopened when the path no longer names the open
 * file.
 *
 * Departure: when the reader of a pipe stalls (EAGAIN), Redis blocks; here lines wait in a bounded queue and
 * the server goes on. What does not fit is counted and reported once the reader is back.
 */
import { closeSync, fstatSync, openSync, statSync, writeSync } from 'node:fs'
import { getSystemErrorMessage } from 'node:util'

const STDOUT = 1
const QUEUE_BYTES_MAX = 1 << 20
const RETRY_MS = 20
const FLUSH_ATTEMPTS_MAX = 50

export class LogSink {
  readonly #path: string
  readonly #onLost: (lines: number) => void
  #fd: number
  #dev = 0
  #ino = 0
  #queue: Buffer[] = []
  #queuedBytes = 0
  #lostLines = 0
  #timer: NodeJS.Timeout | undefined

  /**
   * `path` '' means standard output. `onLost` is told how many lines were lost to a stalled reader, once it
   * reads again. Throws "Can't open the log file: reason" (Redis's words).
   */
  constructor(path: string, onLost: (lines: number) => void, stdout = STDOUT) {
    this.#path = path
    this.#onLost = onLost
    this.#fd = stdout
    if (path !== '') this.#open()
  }

  write(line: string): void {
    if (this.#path !== '') this.#followRename()
    const bytes = Buffer.from(line)
    if (this.#queuedBytes + bytes.length > QUEUE_BYTES_MAX && this.#queue.length > 0) {
      this.#lostLines++
      return
    }
    this.#queue.push(bytes)
    this.#queuedBytes += bytes.length
    if (this.#timer === undefined) this.#drain()
  }

  /** Writes what a stalled reader has not taken, waiting for it about a second at most. */
  flush(): void {
    const cell = new Int32Array(new SharedArrayBuffer(4))
    for (let attempt = 0; attempt < FLUSH_ATTEMPTS_MAX && !this.#drain(); attempt++) {
      Atomics.wait(cell, 0, 0, RETRY_MS)
    }
  }

  close(): void {
    this.flush()
    clearTimeout(this.#timer)
    if (this.#path !== '') closeSync(this.#fd)
  }

  #open(): void {
    let fd: number
    try {
      fd = openSync(this.#path, 'a', 0o644)
    } catch (error) {
      throw new Error(`Can't open the log file: ${reason(error)}`, { cause: error })
    }
    const { dev, ino } = fstatSync(fd)
    this.#fd = fd
    this.#dev = dev
    this.#ino = ino
  }

  /** When the new file cannot be opened, the old one goes on receiving the lines. */
  #followRename(): void {
    try {
      const now = statSync(this.#path, { throwIfNoEntry: false })
      if (now !== undefined && now.ino === this.#ino && now.dev === this.#dev) return
      const old = this.#fd
      this.#open()
      closeSync(old)
    } catch {}
  }

  /** True when nothing is left to write. An error other than EAGAIN loses the lines, as it does in Redis. */
  #drain(): boolean {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#queue.length > 0) {
      const head = this.#queue[0]!
      let written = head.length
      try {
        written = writeSync(this.#fd, head)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
          this.#timer = setTimeout(() => this.#drain(), RETRY_MS).unref()
          return false
        }
      }
      this.#queuedBytes -= written
      if (written === head.length) this.#queue.shift()
      else this.#queue[0] = head.subarray(written)
    }
    if (this.#lostLines > 0) {
      const lost = this.#lostLines
      this.#lostLines = 0
      this.#onLost(lost)
    }
    return true
  }
}

/** The system's own words for an error, capitalised as strerror() has them. */
function reason(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException
  const words = errno === undefined ? message : getSystemErrorMessage(errno)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
