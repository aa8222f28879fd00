/**
 * One accepted socket as a Transport. Reading goes through `onread` into one static buffer for all sockets,
 * which Node offers only to the `net.Socket` constructor: so the accepted handle is wrapped in a second
 * socket. That way is undocumented and therefore lives here alone; `data` events are the fallback, chosen by
 * `HOLDFAST_ONREAD=0` or when the handle cannot be taken.
 */
import { Socket } from 'node:net'
import { withView } from '../bytes/view.ts'
import type { Hold, Keeper, Transport } from '../ports/transport.ts'

/** What a connection reports. */
export interface ConnectionEvents {
  /** `chunk[0, n)` arrived; the bytes are valid only during the call. */
  data(chunk: Uint8Array, n: number): void
  /** The connection is gone; called once. */
  closed(): void
}

const READ_BUFFER = withView(Buffer.allocUnsafeSlow(65536))
const USE_ONREAD = process.env.HOLDFAST_ONREAD !== '0'

type WithHandle = { _handle: { fd?: number } | null }

export class Connection implements Transport, Keeper {
  readonly socket: Socket
  /** The file descriptor, or -1 where the platform hides it. */
  readonly fd: number
  /** Whoever may want what is sent to wait; null: nobody. */
  hold: Hold | null
  private events: ConnectionEvents | null
  /** What was sent and has to wait, and its bytes; what is to be done when it has left. */
  private readonly kept: Uint8Array[]
  private keptBytes: number
  private afterKept: (() => void)[]

  constructor(accepted: Socket) {
    this.hold = null
    this.events = null
    this.kept = []
    this.keptBytes = 0
    this.afterKept = []
    const taken = (accepted as unknown as WithHandle)._handle
    this.fd = taken?.fd ?? -1
    const handle = USE_ONREAD ? taken : null
    if (handle === null || handle === undefined) {
      this.socket = accepted
      accepted.on('data', (chunk: Buffer) => this.events?.data(chunk, chunk.length))
    } else {
      ;(accepted as unknown as WithHandle)._handle = null
      const options = {
        handle,
        allowHalfOpen: true,
        onread: {
          buffer: READ_BUFFER,
          callback: (n: number, buffer: Uint8Array) => {
            this.events?.data(buffer, n)
            return true
          },
        },
      }
      this.socket = new Socket(options as unknown as ConstructorParameters<typeof Socket>[0])
    }
    this.socket.on('error', () => this.socket.destroy())
    this.socket.on('end', () => setImmediate(() => this.leave()))
    this.socket.on('close', () => this.gone())
  }

  private gone(): void {
    const { events } = this
    this.events = null
    events?.closed()
  }

  /**
   * The peer will send no more: this turn's replies have left by now, and what it did not take is lost. As
   * for Redis it is gone, so that nothing is taken from a key for somebody who no longer waits for it.
   */
  private leave(): void {
    this.gone()
    if (this.keeps) this.end()
    else if (this.socket.writableLength > 0) this.socket.destroy()
    else this.socket.end()
  }

  /** Starts reading. */
  open(events: ConnectionEvents): void {
    this.events = events
    this.socket.setNoDelay(true)
    this.socket.resume()
  }

  send(buf: Uint8Array, start: number, end: number): boolean {
    if (this.keeps || this.hold?.holds()) return this.keep(buf, start, end)
    const socket = this.socket
    if (socket.writableLength > 0) {
      // The kernel is behind: a copy of just these bytes waits, and the caller keeps its buffer.
      const copy = Buffer.allocUnsafeSlow(end - start)
      copy.set(buf.subarray(start, end))
      socket.write(copy, error => {
        // Frees it now instead of whenever the collector finds it: a large reply is many such copies.
        if (!error) copy.buffer.transfer(0)
      })
      return true
    }
    if (!socket.writable) return true
    socket.write(buf.subarray(start, end))
    return socket.writableLength === 0
  }

  /** Whether something that was sent has to wait. */
  get keeps(): boolean {
    return this.kept.length > 0
  }

  /** Keeps a copy: it waits, and the caller keeps its buffer. */
  private keep(buf: Uint8Array, start: number, end: number): boolean {
    if (!this.socket.writable) return true
    const copy = Buffer.allocUnsafeSlow(end - start)
    copy.set(buf.subarray(start, end))
    this.kept.push(copy)
    this.keptBytes += copy.length
    this.hold!.keep(this)
    return true
  }

  release(): void {
    const bytes = this.kept.shift()
    if (bytes === undefined) return
    this.keptBytes -= bytes.length
    if (this.socket.writable) this.socket.write(bytes)
    if (this.keeps) return
    const { afterKept } = this
    this.afterKept = []
    for (const act of afterKept) act()
  }

  pending(): number {
    return this.socket.writableLength + this.keptBytes
  }

  drained(callback: () => void): void {
    if (this.keeps) this.afterKept.push(() => this.drained(callback))
    else if (this.socket.writableLength === 0) callback()
    else this.socket.once('drain', callback)
  }

  end(): void {
    if (this.keeps) {
      this.afterKept.push(() => this.end())
      return
    }
    this.socket.end()
    this.socket.once('finish', () => this.socket.destroy())
  }

  /**
   * Sends a last word and closes at once: the system has taken so few bytes by then, and a crowd that is
   * turned away must not hold descriptors until the event loop comes round.
   */
  refuse(word: Uint8Array): void {
    this.socket.write(word)
    if (this.socket.writableLength === 0) this.socket.destroy()
    else this.end()
  }

  destroy(): void {
    this.socket.destroy()
  }

  pause(paused: boolean): void {
    if (paused) this.socket.pause()
    else this.socket.resume()
  }
}
