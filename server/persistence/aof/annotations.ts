/**
 * When commands were written (`aof-timestamp-enabled`): lines in the append only file that the log does not
 * have, `#TS:` and seconds since 1970, before the first command of a second. Each belongs to a log offset and
 * is kept for as long as the log's bytes there may have to be written again.
 */
import { latin1Bytes } from '../../../shared/bytes/text.ts'

interface Annotation {
  /** Log offset of the command it stands before. */
  readonly at: number
  readonly line: Uint8Array
}

/** The line for a time in ms. */
export function annotation(now: number): string {
  return `#TS:${Math.floor(now / 1000)}\r\n`
}

export class Annotations {
  /** In order; from `next` on they are not written yet. */
  private readonly list: Annotation[]
  private next: number
  /** How many are gone that were before them. */
  private dropped: number
  /** The last second that there is a line for. */
  private second: number

  constructor() {
    this.list = []
    this.next = 0
    this.dropped = 0
    this.second = -1
  }

  /** The command at log offset `at` was logged at `now` ms: it gets a line unless its second has one. */
  add(at: number, now: number): void {
    const second = Math.floor(now / 1000)
    if (second <= this.second) return
    this.second = second
    this.list.push({ at, line: latin1Bytes(annotation(now)) })
  }

  /** Log offset of the first line that is not written; infinite when there is none. */
  get at(): number {
    return this.list[this.next]?.at ?? Number.POSITIVE_INFINITY
  }

  /** That line, which counts as written from now on. */
  take(): Uint8Array {
    return this.list[this.next++]!.line
  }

  /** The log before `offset` is never written again. */
  drop(offset: number): void {
    let n = 0
    while (n < this.next && this.list[n]!.at < offset) n++
    if (n === 0) return
    this.list.splice(0, n)
    this.next -= n
    this.dropped += n
  }

  /** How many were taken since the beginning. */
  get taken(): number {
    return this.dropped + this.next
  }

  /** Those after the first `taken` are to be written again. */
  rewind(taken: number): void {
    this.next = taken - this.dropped
  }
}
