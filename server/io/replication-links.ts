/**
 * Replication's way to the world: connections to our primary, bytes to our replicas, turns in time.
 *
 * A link takes one read's worth of bytes per round of the event loop while bytes come in bulk (a full sync, a
 * replica that catches up), so that other connections get theirs in between. The payload of a full sync,
 * which is loaded as it comes, is read on as background work.
 */
import { Socket } from 'node:net'
import { getSystemErrorMessage } from 'node:util'
import { withView } from '../../shared/bytes/view.ts'
import type { ConfigStore } from '../../shared/config/store.ts'
import type { Connection } from '../../shared/io/connection.ts'
import type { Transport } from '../../shared/ports/transport.ts'
import type { Replication } from '../replication/replication.ts'
import type { LinkEvents, ReplicationWorld } from '../replication/wiring.ts'
import type { Background } from './background.ts'
import type { Turns } from './turns.ts'

const READ_BUFFER = withView(Buffer.allocUnsafeSlow(65536))
/** Smaller reads of a payload cost too little to pause for, bytes. */
const PACED_READ = 8192
/** A timer's longest wait, ms. */
const TIMER_MAX = 0x7fffffff

export class ReplicationLinks implements ReplicationWorld {
  private readonly turns: Turns
  private readonly store: ConfigStore
  private readonly background: Background
  private readonly wake: () => void
  readonly walk: () => void
  /** A socket did not take all: somebody waits for it. */
  private behind: boolean

  constructor(turns: Turns, store: ConfigStore, background: Background, replication: Replication) {
    this.turns = turns
    this.store = store
    this.background = background
    this.wake = () => replication.wake()
    const { fullSync } = replication.primary
    this.walk = background.add({
      slice: budgetUs => fullSync.slice(budgetUs),
      urgency: () => fullSync.urgency(),
    })
    this.behind = false
  }

  connect(host: string, port: number, events: LinkEvents): { destroy(): void } {
    const source = this.store.path('bind-source-addr')
    return new Link(this.turns, this.background, { host, port, source }, events)
  }

  send(transport: Transport, bytes: Uint8Array): void {
    const connection = transport as Connection
    const { socket } = connection
    if (!socket.writable) return
    // Behind what has to wait. Else the stream never waits for our disk: replicas may have more than it.
    if (connection.keeps) {
      connection.send(bytes, 0, bytes.length)
      return
    }
    socket.write(bytes, this.taken)
    if (socket.writableLength > 0) this.behind = true
  }

  private readonly taken = (): void => {
    if (!this.behind) return
    this.behind = false
    this.turns.begin()
    this.wake()
  }

  soon(): void {
    this.turns.begin()
  }

  later(ms: number): void {
    // One more, so that the clock surely says so.
    setTimeout(
      () => {
        this.turns.begin()
        this.wake()
      },
      Math.min(ms + 1, TIMER_MAX),
    ).unref()
  }
}

/** Where a link goes, and the address it comes from, '' for any. */
interface Address {
  readonly host: string
  readonly port: number
  readonly source: string
}

/** One connection to a primary. */
class Link implements Transport {
  private readonly socket: Socket
  private readonly turns: Turns
  /** Reads on, as background work. */
  private readonly readLater: () => void
  private events: LinkEvents | null
  private reason: string | null

  constructor(turns: Turns, background: Background, { host, port, source }: Address, events: LinkEvents) {
    this.turns = turns
    this.readLater = background.add({
      slice: () => {
        this.socket.resume()
        return false
      },
    })
    this.events = events
    this.reason = null
    const onread = {
      buffer: READ_BUFFER,
      callback: (n: number, buffer: Uint8Array) => this.read(buffer, n),
    }
    this.socket = new Socket({ onread } as unknown as ConstructorParameters<typeof Socket>[0])
    this.socket.on('error', error => {
      this.reason = reasonOf(error)
    })
    this.socket.on('connect', () => this.opened())
    this.socket.on('close', () => this.closed())
    this.socket.on('end', () => this.socket.end())
    this.socket.connect(source === '' ? { host, port } : { host, port, localAddress: source })
  }

  private opened(): void {
    const { socket } = this
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 60_000)
    this.turns.begin()
    this.events?.opened(
      this,
      address(socket.remoteAddress, socket.remotePort),
      address(socket.localAddress, socket.localPort),
    )
  }

  private read(buffer: Uint8Array, n: number): boolean {
    this.turns.begin()
    const bulk = this.events?.data(buffer, n) ?? false
    if (n < (bulk ? PACED_READ : buffer.length)) return true
    this.socket.pause()
    if (bulk) this.readLater()
    else setImmediate(() => this.socket.resume())
    return true
  }

  private closed(): void {
    const { events } = this
    this.events = null
    if (events === null) return
    this.turns.begin()
    events.closed(this.reason)
  }

  send(buf: Uint8Array, start: number, end: number): boolean {
    const { socket } = this
    if (!socket.writable) return true
    socket.write(buf.subarray(start, end))
    return socket.writableLength === 0
  }

  pending(): number {
    return this.socket.writableLength
  }

  drained(callback: () => void): void {
    this.socket.once('drain', callback)
  }

  end(): void {
    this.socket.end()
    this.socket.once('finish', () => this.socket.destroy())
  }

  destroy(): void {
    this.socket.destroy()
  }

  pause(paused: boolean): void {
    if (paused) this.socket.pause()
    else this.socket.resume()
  }
}

/** The system's words for why a connection failed: Connection refused. */
function reasonOf(error: NodeJS.ErrnoException): string {
  const text = typeof error.errno === 'number' ? getSystemErrorMessage(error.errno) : undefined
  if (text === undefined) return error.message
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function address(host = '?', port = 0): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
