/**
 * The payload of a full sync as it comes over a link: a line that says how it ends, by length (`$<bytes>`) or
 * by forty characters behind it (`$EOF:<mark>`), and then the RDB stream, handed on to the loader.
 */
import { latin1 } from '../../shared/bytes/text.ts'
import { RdbError } from '../persistence/rdb/rdb-error.ts'
import { shown } from './handshake.ts'
import type { SyncLoader } from './sync-loader.ts'

const MARK_LENGTH = 40

/** How a payload will end. */
export type Framing = { mark: string } | { length: number }

/** Reads the line before a payload; null for one that only says that the primary is alive. */
export function readFraming(line: string): Framing | { wrong: string } | null {
  if (line === '') return null
  if (line.startsWith('$EOF:') && line.length === 5 + MARK_LENGTH) return { mark: line.slice(5) }
  const length = /^\$(\d{1,15})$/.exec(line)
  if (length !== null) return { length: Number(length[1]) }
  if (line[0] === '-') return { wrong: `MASTER aborted replication with an error: ${shown(line.slice(1))}` }
  return {
    wrong:
      `Bad protocol from MASTER, the first byte is not '$' (we received '${shown(line)}'), are you sure ` +
      'the host and port are right?',
  }
}

export class Payload {
  readonly loader: SyncLoader
  /** Bytes announced, 0 when that was not said; and taken. */
  readonly total: number
  read: number
  /** It is all there, and its checksum is right. */
  complete: boolean
  /** Why it cannot be taken in, or null. */
  wrong: string | null
  /** '' when the length says where it ends. */
  private readonly mark: string
  private markSeen: string

  constructor(framing: Framing, loader: SyncLoader) {
    this.loader = loader
    this.mark = 'mark' in framing ? framing.mark : ''
    this.total = 'length' in framing ? framing.length : 0
    this.read = 0
    this.complete = false
    this.wrong = null
    this.markSeen = ''
  }

  /** Takes of `chunk[at, end)` what belongs to it; gives the position behind. */
  take(chunk: Uint8Array, at: number, end: number): number {
    if (this.loader.done) return this.takeMark(chunk, at, end)
    const left = this.mark === '' ? this.total - this.read : Number.POSITIVE_INFINITY
    try {
      const taken = this.loader.push(chunk, at, Math.min(end - at, left))
      this.read += taken
      if (this.mark === '') this.checkLength()
      return at + taken
    } catch (error) {
      if (!(error instanceof RdbError)) throw error
      this.wrong =
        `Failed trying to load the MASTER synchronization DB from socket: ${shown(error.message)}. Our own ` +
        'data stays as it was unless it had to be emptied first. Trying again later.'
      return end
    }
  }

  private checkLength(): void {
    const atEnd = this.read === this.total
    if (this.loader.done !== atEnd) throw new RdbError('the payload has not the length announced', this.read)
    this.complete = atEnd
  }

  private takeMark(chunk: Uint8Array, at: number, end: number): number {
    const len = Math.min(MARK_LENGTH - this.markSeen.length, end - at)
    this.markSeen += latin1(chunk, at, len)
    if (this.mark.startsWith(this.markSeen)) this.complete = this.markSeen.length === MARK_LENGTH
    else this.wrong = 'Bad protocol from MASTER: the payload does not end as announced'
    return at + len
  }
}
