/**
 * A connection to a server that keys move to. It has one migration at a time, and between two of them it is
 * kept (`Migrations`). All that is asked is answered with one line each.
 */
import { latin1 } from '../../shared/bytes/text.ts'
import type { Dial, DialEvents } from '../../shared/ports/dial.ts'
import type { Transport } from '../../shared/ports/transport.ts'

/** Whose connection it is for now. */
export interface TargetUser {
  opened(): void
  /** One reply: a line without its end. */
  replied(line: string): void
  /** The connection is gone; `refused`: it had come as far as the other machine's answer, or further. */
  lost(refused: boolean): void
}

/** Longest line that is waited for, bytes: as for Redis. */
const LINE_MAX = 1024

export class Target implements DialEvents {
  /** `host:port`. */
  readonly name: string
  /** Database selected at the other end; -1 when that is not known. */
  db: number
  user: TargetUser | null
  /** Wall-clock ms of the end of the last migration. */
  idleSince: number
  /** Called when the connection is gone while nobody uses it. */
  private readonly onLost: (target: Target) => void
  private readonly link: { destroy(): void }
  private transport: Transport | null
  private line: string

  constructor(dial: Dial, host: string, port: number, user: TargetUser, onLost: (target: Target) => void) {
    this.name = `${host}:${port}`
    this.db = -1
    this.user = user
    this.idleSince = 0
    this.onLost = onLost
    this.transport = null
    this.line = ''
    this.link = dial.connect(host, port, this)
  }

  get isOpen(): boolean {
    return this.transport !== null
  }

  /** Bytes sent that the kernel has not taken yet. */
  pending(): number {
    return this.transport?.pending() ?? 0
  }

  /** Sends bytes that nobody will write over. */
  send(bytes: Uint8Array): void {
    this.transport?.send(bytes, 0, bytes.length)
  }

  destroy(): void {
    this.user = null
    this.link.destroy()
  }

  opened(transport: Transport): void {
    this.transport = transport
    this.user?.opened()
  }

  data(chunk: Uint8Array, n: number): void {
    this.line += latin1(chunk, 0, n)
    for (let end = this.line.indexOf('\n'); end >= 0; end = this.line.indexOf('\n')) {
      const line = this.line.slice(0, end).replace(/\r$/, '')
      this.line = this.line.slice(end + 1)
      this.user?.replied(line)
    }
    if (this.line.length > LINE_MAX) {
      this.link.destroy()
      this.closed(null)
    }
  }

  closed(reason: string | null): void {
    const { user } = this
    const refused = this.transport !== null || reason === 'Connection refused'
    this.transport = null
    this.user = null
    if (user === null) this.onLost(this)
    else user.lost(refused)
  }
}
