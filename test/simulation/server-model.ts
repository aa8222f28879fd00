/*
 * A model of a Redis server, as far as a sentinel can see one: role, replication offset, INFO, ROLE, PUBLISH
 * and the transaction that changes its role. Its configuration file survives a kill only as of the last
 * CONFIG REWRITE.
 */
import type { VirtualClock } from './clock.ts'
import type { Connection, Network, Process } from './network.ts'
import type { SeededRandom } from './random.ts'

const REPLICATION_MS = 100
const PUSH_HELLO_DELAY_MAX_MS = 300

export class ServerModel implements Process {
  readonly host: string
  readonly port = 6379
  readonly priority: number
  alive = true
  runId: string
  /** null: a primary. */
  masterHost: string | null
  offset = 0
  linkUp = false
  linkDownSince = 0
  loadingUntil = 0
  /** Set by chaos: chances that a published hello is lost, or delivered twice. */
  dropHello = 0
  duplicateHello = 0
  /** Called when the server is told to become a primary. */
  onPromoted: (server: ServerModel) => void = () => undefined

  private rewritten: string | null
  private pausedUntil = 0
  private inbox: (() => void)[] = []
  private subscribers: { connection: Connection; deliver: (text: string) => void }[] = []
  private lastContact = 0
  private readonly clock: VirtualClock
  private readonly network: Network
  private readonly random: SeededRandom

  constructor(
    host: string,
    masterHost: string | null,
    priority: number,
    clock: VirtualClock,
    network: Network,
    random: SeededRandom,
  ) {
    this.host = host
    this.masterHost = masterHost
    this.rewritten = masterHost
    this.priority = priority
    this.clock = clock
    this.network = network
    this.random = random
    this.runId = random.hex(40)
    network.add(this)
    this.replicate()
  }

  get paused(): boolean {
    return this.clock.now < this.pausedUntil
  }

  whenAwake(work: () => void): void {
    if (this.paused || this.inbox.length > 0) this.inbox.push(work)
    else work()
  }

  pause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now + ms)
    this.clock.after(ms, () => this.wake())
  }

  wakeNow(): void {
    this.pausedUntil = this.clock.now
    this.wake()
  }

  private wake(): void {
    while (!this.paused && this.inbox.length > 0) this.inbox.shift()!()
  }

  kill(): void {
    if (!this.alive) return
    this.alive = false
    this.inbox = []
    this.pausedUntil = 0
    this.subscribers = []
    this.network.processDied(this)
  }

  /** Comes back with its last written configuration and a new run id, loading its data for so long. */
  restart(loadingMs: number): void {
    if (this.alive) return
    this.alive = true
    this.masterHost = this.rewritten
    this.runId = this.random.hex(40)
    this.loadingUntil = this.clock.now + loadingMs
    this.linkUp = false
    this.linkDownSince = this.clock.now
  }

  subscribe(connection: Connection, deliver: (text: string) => void): void {
    this.subscribers.push({ connection, deliver })
  }

  accepted(_connection: Connection): void {}

  received(
    connection: Connection,
    commands: readonly (readonly string[])[],
    reply: (value: unknown) => void,
  ): void {
    let last: unknown = 'OK'
    for (const command of commands) last = this.run(connection, command)
    if (connection.open) reply(last)
  }

  private run(connection: Connection, command: readonly string[]): unknown {
    const loading = this.clock.now < this.loadingUntil
    const name = command[0]!.toUpperCase()
    if (name === 'INFO') return this.infoText(loading)
    if (loading) return { error: 'LOADING Redis is loading the dataset in memory' }
    switch (name) {
      case 'PING':
        return 'PONG'
      case 'ROLE':
        return this.masterHost === null
          ? ['master', this.offset, []]
          : ['slave', this.masterHost, this.port, this.linkUp ? 'connected' : 'connect', this.offset]
      case 'PUBLISH':
        return this.publish(command[2]!)
      case 'SLAVEOF':
        this.slaveof(command[1]!)
        return 'OK'
      case 'CONFIG':
        this.rewritten = this.masterHost
        return 'OK'
      case 'CLIENT':
        return this.killClients(connection, command[3] === 'pubsub')
      case 'EXEC':
        return ['OK', 'OK', 1, 1]
      default:
        return 'OK'
    }
  }

  private slaveof(target: string): void {
    if (target === 'NO') {
      if (this.masterHost !== null) this.onPromoted(this)
      this.masterHost = null
    } else if (this.masterHost !== target) {
      this.masterHost = target
      this.linkUp = false
      this.linkDownSince = this.clock.now
    }
  }

  private killClients(mine: Connection, pubsub: boolean): number {
    let killed = 0
    for (const connection of this.network.openConnections()) {
      if (connection.to !== this || connection === mine || connection.pubsub !== pubsub) continue
      this.network.reset(connection, 'Connection closed by foreign host')
      killed++
    }
    if (pubsub) this.subscribers = []
    return killed
  }

  private publish(text: string): number {
    this.subscribers = this.subscribers.filter(each => each.connection.open)
    for (const { connection, deliver } of this.subscribers) {
      if (this.random.chance(this.dropHello)) continue
      this.network.push(connection, () => deliver(text))
      if (!this.random.chance(this.duplicateHello)) continue
      this.clock.after(this.random.between(0, PUSH_HELLO_DELAY_MAX_MS), () => {
        this.network.push(connection, () => deliver(text))
      })
    }
    return this.subscribers.length
  }

  private infoText(loading: boolean): string {
    const lines = [`run_id:${this.runId}`, `loading:${loading ? 1 : 0}`]
    if (this.masterHost === null) {
      lines.push('role:master')
      const replicas = this.connectedReplicas()
      replicas.forEach((each, i) => {
        lines.push(`slave${i}:ip=${each.host},port=${each.port},state=online,offset=${each.offset},lag=0`)
      })
    } else {
      lines.push('role:slave', `master_host:${this.masterHost}`, `master_port:${this.port}`)
      lines.push(`master_link_status:${this.linkUp ? 'up' : 'down'}`)
      lines.push(`slave_repl_offset:${this.offset}`)
      if (!this.linkUp) {
        const seconds = Math.floor((this.clock.now - this.linkDownSince) / 1000)
        lines.push(`master_link_down_since_seconds:${seconds}`)
      }
      lines.push(`slave_priority:${this.priority}`, 'replica_announced:1')
    }
    lines.push(`master_repl_offset:${this.offset}`)
    return `${lines.join('\r\n')}\r\n`
  }

  private connectedReplicas(): ServerModel[] {
    return this.peers().filter(each => each.alive && each.masterHost === this.host && each.linkUp)
  }

  /** All other servers; set by the cluster. */
  peers: () => ServerModel[] = () => []

  /**
   * Ten times a second: a primary takes writes, a replica takes what its primary has, if both run and can
   * talk.
   */
  private replicate(): void {
    this.clock.after(REPLICATION_MS, () => this.replicate())
    if (!this.alive || this.paused) return
    if (this.masterHost === null) {
      this.offset += this.random.between(0, 100)
      return
    }
    const primary = this.network.process(this.masterHost)
    const reachable =
      primary instanceof ServerModel &&
      primary.alive &&
      !primary.paused &&
      this.clock.now >= primary.loadingUntil &&
      this.clock.now >= this.loadingUntil &&
      this.network.reaches(this.host, primary.host) &&
      this.network.reaches(primary.host, this.host)
    if (reachable) {
      this.lastContact = this.clock.now
      this.offset = (primary as ServerModel).offset
      this.linkUp = true
    } else if (this.linkUp && this.clock.now - this.lastContact > 1000) {
      this.linkUp = false
      this.linkDownSince = this.clock.now
    }
  }
}
