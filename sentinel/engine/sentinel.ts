/**
 * All of a sentinel process in one place: the core's state, the connections of its clients, configuration and
 * statistics. It decides nothing: the core does, and the shell (io/shell.ts) drives the core.
 *
 * A client's command that the core must decide goes through `ask`: the connection waits, as if blocked, until
 * the core answers, maybe only after its state is on disk. So replies keep the order of the requests.
 */
import { type Client, clientState } from '../../shared/client/client.ts'
import { Clients } from '../../shared/client/clients.ts'
import type { ConfigStore } from '../../shared/config/store.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Log } from '../../shared/ports/log.ts'
import type { Random } from '../../shared/ports/random.ts'
import { PubSub } from '../../shared/pubsub/pubsub.ts'
import { type ReplySink, ReplyWriter, replyBuffer } from '../../shared/resp/reply-writer.ts'
import type { CoreCommand, Event, SentinelState } from '../core/types.ts'
import { Stats } from './stats.ts'

/** Facts of the process, for INFO. */
export interface ProcessFacts {
  pid: number
  /** Seconds. */
  cpuUser: number
  cpuSystem: number
  executable: string
  configFile: string
  os: string
  /** Node's version, in the place of gcc's. */
  nodeVersion: string
  commit: string
}

/** What the commands need the world for. */
export interface World {
  process(): ProcessFacts
  /**
   * Hands an event to the core; its actions are performed before this returns, unless the core is at work.
   */
  deliver(event: Event): void
  /** Looks a host name up if names are allowed and it is one; `done` may be called at once. */
  prepareHost(host: string, done: () => void): void
  /** SHUTDOWN: ends the process in an orderly way after this turn. */
  shutdown(): void
}

export interface SentinelParts {
  state: SentinelState
  store: ConfigStore
  clock: Clock
  random: Random
  log: Log
  world: World
}

/** A client's request that the core has not answered yet. */
export interface Asked {
  client: Client
  /** CLIENT REPLY said that nobody wants the answer. */
  muted: boolean
}

export class Sentinel implements ReplySink {
  readonly state: SentinelState
  readonly store: ConfigStore
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly world: World
  readonly reply: ReplyWriter
  readonly clients: Clients
  readonly pubsub: PubSub
  readonly stats: Stats
  /** Wall-clock ms. */
  readonly startedAt: number
  /** INFO's run_id; the sentinel's own identity is `state.myid`. */
  readonly runId: string
  /** By the number that the core answers to. */
  readonly asked: Map<number, Asked>
  private nextRequest: number

  constructor(parts: SentinelParts) {
    this.state = parts.state
    this.store = parts.store
    this.clock = parts.clock
    this.random = parts.random
    this.log = parts.log
    this.world = parts.world
    this.reply = new ReplyWriter(this)
    this.clients = new Clients(this.reply)
    this.pubsub = new PubSub(this.clients)
    this.stats = new Stats()
    this.startedAt = parts.clock.wallMs()
    this.runId = parts.random.hex(40)
    this.asked = new Map()
    this.nextRequest = 1
  }

  /** The core's time: monotonic, whole milliseconds. */
  now(): number {
    return coreTime(this.clock)
  }

  /** Lets the core decide a command of `client`; `args` are latin1. */
  ask(client: Client, name: CoreCommand, args: string[]): void {
    const number = this.expect(client)
    this.world.deliver({ type: 'command', client: number, name, args })
  }

  /** As `ask`, once a host name among the arguments had time to be looked up. */
  askAboutHost(client: Client, host: string, name: CoreCommand, args: string[]): void {
    const number = this.expect(client)
    this.world.prepareHost(host, () => this.world.deliver({ type: 'command', client: number, name, args }))
  }

  private expect(client: Client): number {
    const number = this.nextRequest++
    this.asked.set(number, { client, muted: this.reply.muted })
    client.set(clientState.blocked)
    return number
  }

  /** The engine sends after each client, so no pieces of several clients ever wait; see ReplySink. */
  piece(): void {}

  /** Sends replies to the client whose request is running; see ReplySink. */
  flush(buf: Uint8Array, start: number, end: number): Uint8Array {
    const client = this.clients.current
    if (client === null || end === start || client.has(clientState.closed)) return buf
    client.bytesOut += end - start
    this.stats.netOut += end - start
    this.stats.writes++
    return client.transport.send(buf, start, end) ? buf : replyBuffer()
  }

  /** Ends a connection: after the replies it is owed, or at once. */
  close(client: Client, now: boolean): void {
    if (now) {
      client.transport.destroy()
      client.set(clientState.closed)
    } else client.set(clientState.closeAfterReply)
  }

  passwordSet(): boolean {
    return this.store.text('requirepass') !== ''
  }
}

/** What the core takes as `now`. */
export function coreTime(clock: Clock): number {
  return Math.floor(clock.monotonicUs() / 1000)
}
