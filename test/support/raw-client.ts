/*
 * A plain client: bytes out, replies in, nothing in between. It sends whatever it is told, however wrong,
 * never reconnects, and every wait has an end.
 */
import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { type Reply, ReplyReader } from './reply.ts'

export type Arg = string | number | Uint8Array

export interface RawClientOptions {
  /** On 127.0.0.1, unless `path` names a unix socket. */
  port?: number
  path?: string
  /** Says HELLO 3 first. */
  resp3?: boolean
  /** How long any one wait may last. */
  patienceMs?: number
}

/** A request as clients send it: an array of bulk strings. Texts are latin1. */
export function encodeRequest(argv: readonly Arg[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from(`*${argv.length}\r\n`)]
  for (const arg of argv) {
    const bytes = arg instanceof Uint8Array ? arg : Buffer.from(String(arg), 'latin1')
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'))
  }
  return Buffer.concat(parts)
}

interface Waiter {
  resolve(reply: Reply): void
  reject(error: Error): void
  timer: NodeJS.Timeout
}

export class RawClient {
  readonly socket: Socket
  private readonly patienceMs: number
  private readonly reader = new ReplyReader()
  private buffer: Buffer = Buffer.allocUnsafe(64 * 1024)
  private length = 0
  private raw = false
  private readonly ready: Reply[] = []
  private readonly waiters: Waiter[] = []
  private failure: Error | undefined
  private readonly end: Promise<void>

  constructor(socket: Socket, patienceMs: number) {
    this.socket = socket
    this.patienceMs = patienceMs
    socket.setNoDelay(true)
    socket.on('data', chunk => this.receive(chunk as Buffer))
    socket.on('error', error => this.fail(error))
    socket.on('end', () => this.fail(new Error('the server closed the connection')))
    this.end = new Promise(resolve => {
      socket.once('close', () => {
        this.fail(new Error('the connection ended'))
        resolve()
      })
    })
  }

  static async connect(options: RawClientOptions): Promise<RawClient> {
    const { path, port } = options
    const socket = path === undefined ? connectSocket(port ?? 6379, '127.0.0.1') : connectSocket(path)
    await once(socket, 'connect')
    const client = new RawClient(socket, options.patienceMs ?? 10_000)
    if (options.resp3) await client.send('HELLO', 3)
    return client
  }

  /** True once the server has closed the connection, or this side has. */
  get closed(): boolean {
    return this.failure !== undefined
  }

  /** Replies that have arrived and that nobody has asked for yet. */
  get unread(): number {
    return this.ready.length
  }

  /** One request; answers the next reply, which is its own unless pushes or earlier replies come first. */
  send(...argv: Arg[]): Promise<Reply> {
    this.write(encodeRequest(argv))
    return this.next()
  }

  /** All requests in one write, then as many replies. */
  async pipeline(requests: readonly (readonly Arg[])[]): Promise<Reply[]> {
    this.write(Buffer.concat(requests.map(encodeRequest)))
    const replies: Reply[] = []
    while (replies.length < requests.length) replies.push(await this.next())
    return replies
  }

  /** Bytes as they are; texts are latin1. After the end of the connection they go nowhere. */
  write(bytes: string | Uint8Array): void {
    if (this.failure === undefined)
      this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  }

  /** Waits until the kernel has taken all that was written. */
  async flushed(): Promise<void> {
    if (this.socket.writableLength > 0) await once(this.socket, 'drain')
  }

  next(patienceMs = this.patienceMs): Promise<Reply> {
    const reply = this.ready.shift()
    if (reply !== undefined) return Promise.resolve(reply)
    if (this.failure !== undefined) return Promise.reject(this.failure)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1)
        reject(new Error(`no reply within ${patienceMs} ms`))
      }, patienceMs)
      const waiter = { resolve, reject, timer }
      this.waiters.push(waiter)
    })
  }

  /** From now on bytes are only collected, not read as replies; received() tells them. */
  collect(): void {
    this.raw = true
  }

  /** What collect() has gathered so far. */
  received(): Buffer {
    return Buffer.from(this.buffer.subarray(this.reader.at, this.length))
  }

  /** Resolves when the connection has ended. */
  async untilClosed(patienceMs = this.patienceMs): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not closed within ${patienceMs} ms`)), patienceMs)
    })
    await Promise.race([this.end, late]).finally(() => clearTimeout(timer))
  }

  /** Stops taking bytes from the kernel, as a client that never reads its replies. */
  stopReading(): void {
    this.socket.pause()
  }

  close(): void {
    this.socket.destroy()
  }

  private receive(chunk: Buffer): void {
    if (this.length + chunk.length > this.buffer.length) this.makeRoom(chunk.length)
    chunk.copy(this.buffer, this.length)
    this.length += chunk.length
    if (this.raw) return
    try {
      for (;;) {
        const reply = this.reader.read(this.buffer, this.length)
        if (reply === undefined) break
        const waiter = this.waiters.shift()
        if (waiter === undefined) {
          this.ready.push(reply)
        } else {
          clearTimeout(waiter.timer)
          waiter.resolve(reply)
        }
      }
    } catch (error) {
      this.fail(error as Error)
      this.socket.destroy()
    }
  }

  private makeRoom(more: number): void {
    const used = this.length - this.reader.at
    const wanted = Math.max(used + more, this.reader.wanted)
    const next = wanted > this.buffer.length / 2 ? Buffer.allocUnsafe(wanted * 2) : this.buffer
    this.buffer.copy(next, 0, this.reader.at, this.length)
    this.buffer = next
    this.length = used
    this.reader.at = 0
  }

  private fail(error: Error): void {
    this.failure ??= error
    for (const waiter of this.waiters.splice(0)) {
      clearTimeout(waiter.timer)
      waiter.reject(this.failure)
    }
  }
}
