/*
 * A model of a server, as far as a sentinel can see one: role, data and its history, INFO, ROLE, PUBLISH and the
 * transaction that changes its role. Its configuration file survives a kill only as of the last CONFIG REWRITE;
 * its data as the test wants. The lineage guard of a replica is the real one; without it, it is a redis-server.
 */
import { LineageGuard } from '../../server/replication/lineage-guard.ts'
import type { VirtualClock } from './clock.ts'
import type { Image, Write } from './data-model.ts'
import { emptyImage, keysOf, lineageOfImage, mayContinue, renamed, write } from './data-model.ts'
import type { Connection, Network, Process } from './network.ts'
import type { SeededRandom } from './random.ts'

const REPLICATION_MS = 100
/** A primary that the guard objected to is asked again after this long. */
const GUARDED_MS = 1000
const PUSH_HELLO_DELAY_MAX_MS = 300

export class ServerModel implements Process {
  readonly host: string
  readonly port = 6379
  readonly priority: number
  alive = true
  runId: string
  /** null: a primary. */
  masterHost: string | null
  image: Image
  /** What its file holds. */
  saved: Image | null = null
  linkUp = false
  linkDownSince = 0
  loadingUntil = 0
  /** Set by chaos: chances that a published hello is lost, or delivered twice. */
  dropHello = 0
  duplicateHello = 0
  /** Called when the server is told to become a primary. */
  onPromoted: (server: ServerModel) => void = () => undefined

  /** replica-lineage-guard-seconds; 0: as a redis-server. */
  guardSeconds = 20
  /** Whether clients write to it while it is a primary. */
  writing = true
  readonly guard: LineageGuard
  private startedAt: number
  private loadedKeys = 0
  private linkedTo = ''
  private askAgainAt = 0
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
    this.image = emptyImage(random.hex(40))
    this.startedAt = clock.now
    const silent = { debug() {}, verbose() {}, notice() {}, warning() {} }
    const guarded = {
      seconds: () => this.guardSeconds,
      // Zero means never to the guard, as it does on a wall clock.
      now: () => this.clock.now + 1,
      lineage: () => this.lineage(),
      idleSince: () => false,
    }
    this.guard = new LineageGuard(guarded, silent)
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

  get offset(): number {
    return this.image.offset
  }

  get data(): Write | null {
    return this.image.data
  }

  private lineage() {
    const role = this.masterHost === null ? 'master' : 'slave'
    const lineage = lineageOfImage(this.image, role, this.runId, this.clock.now - this.startedAt)
    lineage.loading = this.clock.now < this.loadingUntil
    lineage.loadedKeys = this.loadedKeys
    return lineage
  }

  save(): void {
    this.saved = this.image
  }

  /**
   * Comes back with its last written configuration and a new run id, loading its data for so long: all it had,
   * what was saved, or nothing.
   */
  restart(loadingMs: number, data: 'kept' | 'saved' | 'empty' = 'kept'): void {
    if (this.alive) return
    this.alive = true
    const file = data === 'kept' ? this.image : data === 'saved' ? this.saved : null
    this.image = file ?? emptyImage(this.random.hex(40))
    if (file !== null && this.rewritten === null) this.image = renamed(file, this.random.hex(40))
    this.loadedKeys = keysOf(this.image.data)
    this.startedAt = this.clock.now
    const { origin } = this.guard
    this.guard.released()
    this.guard.restored(file === null ? null : origin, loadingMs)
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
      if (this.masterHost !== null) {
        this.onPromoted(this)
        this.image = renamed(this.image, this.random.hex(40))
        this.guard.released()
      }
      this.masterHost = null
    } else if (this.masterHost !== target || this.guard.active) {
      this.masterHost = target
      this.guard.released()
      this.askAgainAt = 0
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
    const uptime = Math.floor((this.clock.now - this.startedAt) / 1000)
    const lines = [`run_id:${this.runId}`, `uptime_in_seconds:${uptime}`, `loading:${loading ? 1 : 0}`]
    lines.push(`rdb_last_load_keys_loaded:${this.loadedKeys}`)
    if (this.data !== null) lines.push(`db0:keys=${keysOf(this.data)},expires=0,avg_ttl=0`)
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
      if (this.guard.active) {
        lines.push('master_lineage_guard:1', `master_lineage_guard_against:${this.guard.against}`)
      }
      lines.push(`slave_priority:${this.priority}`, 'replica_announced:1')
    }
    const { id, secondId, secondOffset } = this.image
    lines.push(`master_replid:${id}`, `master_replid2:${secondId}`, `second_repl_offset:${secondOffset}`)
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
    if (this.masterHost === null) this.takeWrites()
    else this.followPrimary(this.network.process(this.masterHost))
  }

  private takeWrites(): void {
    const bytes = this.random.between(0, 100)
    if (bytes === 0 || !this.writing) return
    this.image = { ...this.image, data: write(this.data), offset: this.offset + bytes }
  }

  private followPrimary(primary: Process | undefined): void {
    if (!(primary instanceof ServerModel)) return
    const { now } = this.clock
    const gone = !primary.alive || (this.linkUp && primary.runId !== this.linkedTo)
    if (gone && this.linkUp) this.loseLink()
    const starting = !primary.alive || now < primary.loadingUntil
    const reachable = !primary.paused && this.mayTalkTo(primary)
    if (starting && reachable) this.guard.starting()
    if (reachable && !starting && now >= this.loadingUntil) {
      if (this.linkUp) this.takeStream(primary)
      else if (now >= this.askAgainAt) this.connect(primary)
    } else if (this.linkUp && now - this.lastContact > 1000) this.loseLink()
  }

  private mayTalkTo(primary: ServerModel): boolean {
    return this.network.reaches(this.host, primary.host) && this.network.reaches(primary.host, this.host)
  }

  private loseLink(): void {
    this.linkUp = false
    this.linkDownSince = this.clock.now
    this.guard.lost(this.lastContact + 1)
  }

  private takeStream(primary: ServerModel): void {
    this.lastContact = this.clock.now
    this.image = { ...primary.image }
  }

  private connect(primary: ServerModel): void {
    const address = `${primary.host} ${primary.port}`
    // As a replica without a link cannot give what it has not got, a chain waits for its head.
    if (primary.masterHost !== null && !primary.linkUp) return
    if (!mayContinue(primary.image, this.image) && this.guard.objects(address, primary.lineage())) {
      this.askAgainAt = this.clock.now + GUARDED_MS
      return
    }
    this.takeStream(primary)
    this.linkUp = true
    this.linkedTo = primary.runId
    this.guard.continued(address)
  }
}
