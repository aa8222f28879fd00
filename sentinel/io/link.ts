/**
 * One connection to a server or a sentinel: one attempt and its life. It logs in, names itself, subscribes if
 * it is for hellos, and from then on carries requests. It never reconnects: whether and when to try again is
 * the core's business, which is why this is a socket and not a client library.
 */
import { connect, isIP, type Socket } from 'node:net'
import { systemReason } from '../../shared/io/config-files.ts'
import type { OpenLink, Reply, Send } from '../core/types.ts'
import { HELLO_CHANNEL } from '../core/types.ts'
import type { Names } from './names.ts'
import { encodeRequest, ReplyParser, ReplyProtocolError } from './reply-parser.ts'

/** What a link reports. After `down` it is silent. */
export interface LinkEvents {
  up(localAddress: string): void
  down(reason: string, refused: boolean): void
  reply(request: number, reply: Reply): void
  hello(text: string): void
  /** The peer refused our password; the link goes on, as in Redis, and will be refused all the rest. */
  authRefused(error: string): void
}

export interface LinkOptions {
  /** Our address to connect from, '' for any. */
  readonly sourceAddress: string
  readonly names: Names
  /** Whether a host name may be looked up (resolve-hostnames). */
  readonly mayResolve: boolean
}

/** A request on its way; its last reply counts. */
interface Waiting {
  readonly request: number
  left: number
}

export class Link {
  private readonly open: OpenLink
  private readonly events: LinkEvents
  private readonly names: Names
  private readonly parser: ReplyParser
  private readonly waiting: Waiting[]
  private readonly timer: NodeJS.Timeout
  private socket: Socket | null
  private ended: boolean
  private ready: boolean
  /** Replies of the greeting still to come, in order. */
  private readonly greeting: ('auth' | 'setname' | 'subscribe')[]

  constructor(open: OpenLink, events: LinkEvents, options: LinkOptions) {
    this.open = open
    this.events = events
    this.names = options.names
    this.parser = new ReplyParser(reply => this.received(reply))
    this.waiting = []
    this.socket = null
    this.ended = false
    this.ready = false
    this.greeting = []
    this.timer = setTimeout(() => this.down('Connection timed out', false), open.timeoutMs)
    void this.start(options)
  }

  /** Pipelines the commands; the reply to the last is reported. */
  send({ request, commands }: Send): void {
    if (!this.ready || this.socket === null) return
    this.waiting.push({ request, left: commands.length })
    this.socket.write(commands.map(encodeRequest).join(''), 'latin1')
  }

  /** Ends the link without a further event. */
  close(): void {
    this.ended = true
    clearTimeout(this.timer)
    this.socket?.destroy()
  }

  private async start(options: LinkOptions): Promise<void> {
    try {
      const address = await this.address(options.mayResolve)
      if (this.ended) return
      if (address === null) this.down("Can't resolve the host name", false)
      else this.connect(address, options.sourceAddress)
    } catch (error) {
      this.down((error as Error).message, false)
    }
  }

  private async address(mayResolve: boolean): Promise<string | null> {
    const { host } = this.open
    if (isIP(host) !== 0) return host
    return mayResolve ? this.names.resolve(host) : null
  }

  private connect(address: string, sourceAddress: string): void {
    const from = sourceAddress === '' ? {} : { localAddress: sourceAddress }
    const socket = connect({ host: address, port: this.open.port, noDelay: true, ...from })
    this.socket = socket
    socket.on('connect', () => this.greet(socket))
    socket.on('data', (chunk: Buffer) => this.feed(chunk))
    socket.on('end', () => this.down('Server closed the connection', false))
    socket.on('error', error => {
      const { code } = error as NodeJS.ErrnoException
      this.names.distrust(this.open.host)
      this.down(systemReason(error), code === 'ECONNREFUSED')
    })
    socket.on('close', () => this.down('Server closed the connection', false))
  }

  private greet(socket: Socket): void {
    const { user, pass, authCommand, clientCommand, clientName, kind } = this.open
    const requests: string[][] = []
    if (pass !== null) {
      this.greeting.push('auth')
      requests.push(user === null ? [authCommand, pass] : [authCommand, user, pass])
    }
    this.greeting.push('setname')
    requests.push([clientCommand, 'SETNAME', clientName])
    if (kind === 'pubsub') {
      this.greeting.push('subscribe')
      requests.push(['SUBSCRIBE', HELLO_CHANNEL])
    }
    socket.write(requests.map(encodeRequest).join(''), 'latin1')
  }

  private feed(chunk: Buffer): void {
    if (this.ended) return
    try {
      this.parser.feed(chunk)
    } catch (error) {
      if (!(error instanceof ReplyProtocolError)) throw error
      this.down(`Protocol error: ${error.message}`, false)
    }
  }

  private received(reply: Reply): void {
    if (this.ended) return
    const step = this.greeting.shift()
    if (step !== undefined) this.greeted(step, reply)
    else if (this.open.kind === 'pubsub') this.message(reply)
    else this.answered(reply)
  }

  private greeted(step: 'auth' | 'setname' | 'subscribe', reply: Reply): void {
    const error = errorText(reply)
    if (error !== null && step === 'auth') this.events.authRefused(error)
    if (error !== null && step === 'subscribe') {
      this.down(error, false)
      return
    }
    if (this.greeting.length > 0) return
    clearTimeout(this.timer)
    this.ready = true
    this.events.up(plainAddress(this.socket?.localAddress ?? ''))
  }

  /** Out-of-band data of a subscriber: only hellos are of interest. */
  private message(reply: Reply): void {
    if (!Array.isArray(reply)) return
    const [kind, channel, text] = reply
    if (kind === 'message' && channel === HELLO_CHANNEL && typeof text === 'string') this.events.hello(text)
  }

  private answered(reply: Reply): void {
    const first = this.waiting[0]
    if (first === undefined) {
      this.down('Protocol error: a reply that nobody asked for', false)
      return
    }
    if (--first.left > 0) return
    this.waiting.shift()
    this.events.reply(first.request, reply)
  }

  private down(reason: string, refused: boolean): void {
    if (this.ended) return
    this.close()
    this.events.down(reason, refused)
  }
}

function errorText(reply: Reply): string | null {
  return typeof reply === 'object' && reply !== null && 'error' in reply ? reply.error : null
}

/** An IPv4 address that came through an IPv6 socket, as IPv4. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address
}
