/**
 * One connection as the commands see it: identity, protocol, database, transaction, subscriptions and the
 * bytes waiting to leave. It knows nothing of sockets; a Transport carries its bytes.
 */
import type { CommandEntry } from '../command/entry.ts'
import type { Transport } from '../ports/transport.ts'
import type { Args } from '../resp/args.ts'
import { RequestParser } from '../resp/request-parser.ts'

/** Bits of `Client.state`; zero means: nothing special, requests may take the short way. */
export const clientState = {
  multi: 1,
  dirtyCas: 2,
  dirtyExec: 4,
  subscribed: 8,
  blocked: 16,
  closeAfterReply: 32,
  closed: 64,
  replyOff: 128,
  replySkipNext: 256,
  replySkip: 512,
  /** Our primary: its stream is applied without replies. */
  master: 1024,
  /** A replica of ours. */
  replica: 2048,
  monitor: 4096,
  unauthenticated: 8192,
  noTouch: 16384,
  noEvict: 32768,
  /** Requests wait until a pause (CLIENT PAUSE) ends. */
  postponed: 65536,
  /** The reply leaves in pieces and is not complete yet: nothing may come between, and requests wait. */
  streaming: 131072,
} as const

/** The client waits, in a command or for the end of a pause; Redis counts both as blocked. */
export const WAITING = clientState.blocked | clientState.postponed

/** Replies to the client are thrown away, but not what it is pushed. */
export const SILENCED = clientState.replyOff | clientState.replySkip

/** The bits that force a request through every gate. */
export const SLOW_STATE = ~clientState.noEvict

/** Output buffer classes, as client-output-buffer-limit names them. */
export type ClientClass = 'normal' | 'replica' | 'pubsub' | 'master'

/** A command queued by MULTI. */
export type Queued = { entry: CommandEntry; args: Args }

export class Client {
  readonly id: number
  readonly transport: Transport
  readonly parser: RequestParser
  /** `ip:port` of the peer and of this end; a unix socket's path with `:0`. */
  addr: string
  laddr: string
  readonly unixSocket: boolean
  /** The file descriptor, or -1 where the platform hides it. */
  fd: number
  /** Wall-clock ms. */
  readonly createdAt: number
  lastInteraction: number
  resp3: boolean
  db: number
  state: number
  name: string
  libName: string
  libVersion: string
  user: string
  lastCommand: CommandEntry | null
  queue: Queued[] | null
  /** Keys watched, as `db:key` texts, each with whether its time had passed already. */
  watched: Map<string, boolean> | null
  channels: Set<string> | null
  patterns: Set<string> | null
  shardChannels: Set<string> | null
  /** Whatever replication keeps of this connection (a replica's link state). */
  replication: unknown
  /** Bytes queued by other connections' commands, sent at the end of the turn. */
  out: Uint8Array
  outLength: number
  /** Wall-clock ms since when the soft output limit is exceeded; 0 when it is not. */
  softLimitSince: number
  bytesIn: number
  bytesOut: number
  commandsRun: number
  /** Log offset behind the last change it made. */
  logged: number

  constructor(
    id: number,
    transport: Transport,
    addr: string,
    laddr: string,
    unixSocket: boolean,
    now: number,
  ) {
    this.id = id
    this.transport = transport
    this.parser = new RequestParser()
    this.addr = addr
    this.laddr = laddr
    this.unixSocket = unixSocket
    this.fd = -1
    this.createdAt = now
    this.lastInteraction = now
    this.resp3 = false
    this.db = 0
    this.state = 0
    this.name = ''
    this.libName = ''
    this.libVersion = ''
    this.user = 'default'
    this.lastCommand = null
    this.queue = null
    this.watched = null
    this.channels = null
    this.patterns = null
    this.shardChannels = null
    this.replication = null
    this.out = EMPTY
    this.outLength = 0
    this.softLimitSince = 0
    this.bytesIn = 0
    this.bytesOut = 0
    this.commandsRun = 0
    this.logged = 0
  }

  has(bits: number): boolean {
    return (this.state & bits) !== 0
  }

  set(bits: number): void {
    this.state |= bits
  }

  clear(bits: number): void {
    this.state &= ~bits
  }

  /** Which output buffer limit applies. */
  class(): ClientClass {
    if (this.has(clientState.master)) return 'master'
    if (this.has(clientState.replica) && !this.has(clientState.monitor)) return 'replica'
    return this.has(clientState.subscribed) ? 'pubsub' : 'normal'
  }

  subscriptions(): number {
    return (this.channels?.size ?? 0) + (this.patterns?.size ?? 0)
  }

  /** Bytes waiting: queued here and not yet taken by the kernel. */
  outputBytes(): number {
    return this.outLength + this.transport.pending()
  }

  /** Appends to the bytes that leave at the end of the turn. Callers go through `Clients.queue`. */
  append(bytes: Uint8Array): void {
    const needed = this.outLength + bytes.length
    if (needed > this.out.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.out.length * 2, 512))
      grown.set(this.out.subarray(0, this.outLength))
      this.out = grown
    }
    this.out.set(bytes, this.outLength)
    this.outLength = needed
  }

  /** Hands the queued bytes to the transport. */
  drain(): void {
    if (this.outLength === 0) return
    const end = this.outLength
    this.outLength = 0
    this.bytesOut += end
    if (!this.transport.send(this.out, 0, end) || this.out.length > 65536) this.out = EMPTY
  }
}

const EMPTY: Uint8Array = Buffer.alloc(0)
