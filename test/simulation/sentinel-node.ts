/*
 * A sentinel process in the simulator: the real core, and a shell made of virtual links and a virtual disk.
 * What the disk had not finished writing is lost when the process is killed.
 */
import { configLines } from '../../sentinel/core/config-lines.ts'
import { loadDirectives } from '../../sentinel/core/config-load.ts'
import { createState } from '../../sentinel/core/state.ts'
import type { Action, CoreCommand, Event, Reply, SentinelState } from '../../sentinel/core/types.ts'
import type { VirtualClock } from './clock.ts'
import type { Connection, Network, Process } from './network.ts'
import type { SeededRandom } from './random.ts'
import { ServerModel } from './server-model.ts'

const SIMULATED_TICK_MS = 50

export type StepFunction = (state: SentinelState, event: Event, now: number) => Action[]

/** What is called around the node's steps; the checkers stand behind it. */
export interface Observer {
  stepped(node: SentinelNode, event: Event, actions: readonly Action[]): void
  restarted(node: SentinelNode): void
}

export class SentinelNode implements Process {
  readonly host: string
  readonly port = 26379
  readonly myid: string
  state: SentinelState
  alive = false
  diskLatencyMax = 6
  diskBroken = false
  /** Writes that the disk takes before it breaks. */
  diskWritesLeft = Number.POSITIVE_INFINITY
  /** This life has told what is not on disk. */
  forgetful = false
  /** The life before told what was not on disk when it ended. */
  forgot = false
  private refuseOnce = false
  /**
   * Events published (those for the log only left out), as "+sdown payload", with their time; for scenarios.
   */
  readonly published: { at: number; text: string }[] = []
  /** Answers to commands given by `command`, by their number. */
  readonly answers = new Map<number, unknown>()

  private file: string[]
  private clockOffset = 0
  private diskFreeAt = 0
  private life = 0
  private pausedUntil = 0
  private inbox: (() => void)[] = []
  private stepping = false
  private tickQueued = false
  private queue: Event[] = []
  private nextClient = 1
  private readonly replies = new Map<number, (value: unknown) => void>()
  private readonly links = new Map<number, Connection>()
  private readonly clock: VirtualClock
  private readonly network: Network
  private readonly random: SeededRandom
  private readonly observer: Observer
  private readonly stepFunction: StepFunction

  constructor(
    host: string,
    file: string[],
    clock: VirtualClock,
    network: Network,
    random: SeededRandom,
    observer: Observer,
    stepFunction: StepFunction,
  ) {
    this.host = host
    this.myid = random.hex(40)
    this.file = [`sentinel myid ${this.myid}`, ...file]
    this.clock = clock
    this.network = network
    this.random = random
    this.observer = observer
    this.stepFunction = stepFunction
    this.state = this.loaded()
    network.add(this)
  }

  get now(): number {
    return this.clock.now + this.clockOffset
  }

  private loaded(): SentinelState {
    const state = createState({
      myid: this.myid,
      port: this.port,
      seed: this.random.between(0, 2 ** 31),
      now: this.now,
      environment: { canExecute: () => true, canResolve: () => true, addressOf: (host: string) => host },
    })
    state.periods.tiltPeriod = 4000
    const directives = this.file.map((text, i) => ({ args: text.split(' ').slice(1), line: i + 1, text }))
    const error = loadDirectives(state, directives, this.now)
    if (error !== null) throw new Error(`own file not readable: ${error.text}: ${error.reason}`)
    return state
  }

  start(): void {
    if (this.alive) return
    this.alive = true
    this.life++
    // A disk that nothing could be written to in one life does not take the first write of the next.
    this.forgot = this.forgetful
    this.refuseOnce = this.forgetful
    this.forgetful = false
    this.state = this.loaded()
    this.observer.restarted(this)
    this.deliver({ type: 'started' })
    this.tick(this.life)
  }

  kill(): void {
    if (!this.alive) return
    this.alive = false
    this.life++
    this.inbox = []
    this.queue = []
    this.pausedUntil = 0
    this.tickQueued = false
    this.links.clear()
    this.replies.clear()
    this.network.processDied(this)
  }

  pause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now + ms)
    this.clock.after(ms, () => this.wake())
  }

  wakeNow(): void {
    this.pausedUntil = this.clock.now
    this.wake()
  }

  /** Its monotonic clock leaps ahead, as after a suspended machine. */
  jumpClock(ms: number): void {
    this.clockOffset += ms
  }

  private get paused(): boolean {
    return this.clock.now < this.pausedUntil
  }

  private wake(): void {
    while (!this.paused && this.inbox.length > 0) this.inbox.shift()!()
  }

  whenAwake(work: () => void): void {
    const { life } = this
    const guarded = () => {
      if (this.life === life) work()
    }
    if (this.paused || this.inbox.length > 0) this.inbox.push(guarded)
    else guarded()
  }

  private tick(life: number): void {
    if (this.life !== life) return
    if (!this.tickQueued) {
      this.tickQueued = true
      this.whenAwake(() => {
        this.tickQueued = false
        this.deliver({ type: 'tick' })
      })
    }
    this.clock.after(SIMULATED_TICK_MS, () => this.tick(life))
  }

  deliver(event: Event): void {
    if (!this.alive) return
    this.queue.push(event)
    if (this.stepping) return
    this.stepping = true
    while (this.queue.length > 0 && this.alive) {
      const next = this.queue.shift()!
      const actions = this.stepFunction(this.state, next, this.now)
      for (const action of actions) {
        this.perform(action)
        if (!this.alive) break
      }
      this.observer.stepped(this, next, actions)
    }
    this.stepping = false
  }

  /** As a client would: SENTINEL name args. The answer lands in `answers` under the number given back. */
  command(name: CoreCommand, ...args: string[]): number {
    const client = this.nextClient++
    this.replies.set(client, value => this.answers.set(client, value))
    this.deliver({ type: 'command', client, name, args })
    return client
  }

  accepted(_connection: Connection): void {}

  received(
    _connection: Connection,
    commands: readonly (readonly string[])[],
    reply: (value: unknown) => void,
  ): void {
    const [name, first, ...rest] = commands.at(-1)! as [string, string, ...string[]]
    if (name === 'PING') {
      reply('PONG')
    } else if (name === 'PUBLISH') {
      this.deliver({ type: 'hello', link: null, text: rest[0]! })
      reply(1)
    } else {
      const client = this.nextClient++
      this.replies.set(client, reply)
      this.deliver({ type: 'command', client, name: first as CoreCommand, args: rest })
    }
  }

  private perform(action: Action): void {
    switch (action.type) {
      case 'openLink':
        this.openLink(action)
        break
      case 'closeLink': {
        const connection = this.links.get(action.link)
        if (connection !== undefined) this.network.close(connection)
        this.links.delete(action.link)
        break
      }
      case 'send': {
        const connection = this.links.get(action.link)
        if (connection === undefined) throw new Error('send on a link that is not open')
        const { request } = action
        this.network.request(connection, action.commands, reply => {
          this.deliver({ type: 'reply', request, reply: reply as Reply })
        })
        break
      }
      case 'persist':
        this.persist(action.token)
        break
      case 'publish':
        if (action.level !== 'debug')
          this.published.push({ at: this.clock.now, text: `${action.name} ${action.payload}` })
        break
      case 'answer': {
        const reply = this.replies.get(action.client)
        this.replies.delete(action.client)
        reply?.(action.reply)
        break
      }
      case 'exit':
        this.kill()
        break
      default:
    }
  }

  private openLink(action: Extract<Action, { type: 'openLink' }>): void {
    const { link, kind, host } = action
    const connection = this.network.connect(this, host, kind === 'pubsub', action.timeoutMs, () => {
      const target = this.network.process(host)
      if (kind === 'pubsub' && target instanceof ServerModel) {
        target.subscribe(connection, text => this.deliver({ type: 'hello', link, text }))
      }
      this.deliver({ type: 'linkUp', link, localAddress: this.host })
    })
    connection.onDown = (reason, refused) => {
      if (this.links.get(link) !== connection) return
      this.links.delete(link)
      this.deliver({ type: 'linkDown', link, reason, refused })
    }
    this.links.set(link, connection)
  }

  private persist(token: number): void {
    const { life } = this
    if (--this.diskWritesLeft < 0) this.diskBroken = true
    const broken = this.diskBroken || this.refuseOnce
    this.refuseOnce = false
    const lines = configLines(this.state)
    // Writes end in the order they were asked for.
    this.diskFreeAt = Math.max(this.diskFreeAt, this.clock.now + this.random.between(1, this.diskLatencyMax))
    this.clock.after(this.diskFreeAt - this.clock.now, () => {
      if (this.life !== life) return
      if (!broken) this.file = lines
      this.whenAwake(() => {
        if (!broken) this.forgetful = false
        if (broken) {
          this.forgetful = true
          this.deliver({ type: 'persistFailed', token, reason: 'No space left on device' })
        } else this.deliver({ type: 'persisted', token })
      })
    })
  }
}
