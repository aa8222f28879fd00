/** All connections of a process: numbering, look-up, and the bytes that commands of one send to another. */
import type { Transport } from '../ports/transport.ts'
import type { ReplyWriter } from '../resp/reply-writer.ts'
import { Client, clientState } from './client.ts'

/** As many bytes of a reply cost what it costs to queue a message. */
const MESSAGE_WORK = 1024

export class Clients {
  readonly byId: Map<number, Client>
  /** The client whose request is running, and the writer that holds its reply. */
  current: Client | null
  /** Messages the current client caused for itself; `settle` puts them behind the reply. */
  readonly own: Uint8Array[]
  /** Grows by `MESSAGE_WORK` with each message queued, up to some limit where it begins again. */
  delivered: number
  private readonly writer: ReplyWriter
  private nextId: number
  private waiting: Client[]

  constructor(writer: ReplyWriter) {
    this.byId = new Map()
    this.current = null
    this.own = []
    this.delivered = 0
    this.writer = writer
    this.nextId = 1
    this.waiting = []
  }

  add(transport: Transport, addr: string, laddr: string, unixSocket: boolean, now: number): Client {
    const client = new Client(this.nextId++, transport, addr, laddr, unixSocket, now)
    this.byId.set(client.id, client)
    return client
  }

  remove(client: Client): void {
    client.set(clientState.closed)
    this.byId.delete(client.id)
  }

  /**
   * Sends `bytes`, out of band, to `client`. To the current one they go behind the whole reply of the command
   * that runs, so that none stands inside the reply of an EXEC: the engine calls `settle` after each command
   * that left something in `own`.
   */
  queue(client: Client, bytes: Uint8Array): void {
    if (client.has(clientState.closed)) return
    this.delivered = (this.delivered + MESSAGE_WORK) & 0x3fffffff
    if (client === this.current) {
      this.own.push(bytes)
      return
    }
    if (client.outLength === 0) this.waiting.push(client)
    client.append(bytes)
  }

  /** Writes what the current client caused for itself, now that its command's reply is complete. */
  settle(): void {
    for (const bytes of this.own) this.writer.raw(bytes)
    this.own.length = 0
  }

  /** Sends what was queued in this turn; `check` sees each client after it, for output buffer limits. */
  drain(check: (client: Client) => void): void {
    if (this.waiting.length === 0) return
    const waiting = this.waiting
    this.waiting = []
    for (const client of waiting) {
      if (client.has(clientState.closed)) continue
      if (client.has(clientState.streaming)) this.waiting.push(client)
      else client.drain()
      check(client)
    }
  }
}
