/*
 * Whole servers in one process, on a network that exists only here: bytes arrive in pieces of random size, in
 * random order between connections, links break when told to. One seed, one course of events.
 */

import { allCommands } from '../../../server/commands/all.ts'
import { createServerConfig } from '../../../server/config/server-config.ts'
import { Gates } from '../../../server/engine/admission/gates.ts'
import { Engine } from '../../../server/engine/engine.ts'
import { ServerHost } from '../../../server/engine/host.ts'
import { Server, type World } from '../../../server/engine/server.ts'
import { Replication } from '../../../server/replication/replication.ts'
import type { LinkEvents, ReplicationWorld } from '../../../server/replication/wiring.ts'
import { type Client, clientState } from '../../../shared/client/client.ts'
import { CommandTable } from '../../../shared/command/table.ts'
import type { Random } from '../../../shared/ports/random.ts'
import type { Transport } from '../../../shared/ports/transport.ts'

/** What the model of a kernel takes before a sender has to wait, bytes. */
const WINDOW = 2000

export class SeededRandom implements Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound)
  }

  hex(count: number): string {
    return Array.from({ length: count }, () => this.below(16).toString(16)).join('')
  }
}

/** One end of a connection; what it sends arrives at `peer`. */
class End implements Transport {
  owner: SimNode | null = null
  peer: End | null = null
  open = true
  waiting: Buffer = Buffer.alloc(0)
  receive: (bytes: Uint8Array) => void = () => {}
  closed: () => void = () => {}
  drained: () => void = () => {}

  send(buf: Uint8Array, start: number, end: number): boolean {
    if (this.open) this.waiting = Buffer.concat([this.waiting, buf.subarray(start, end)])
    return true
  }

  pending(): number {
    return this.waiting.length > WINDOW ? this.waiting.length : 0
  }

  end(): void {
    this.destroy()
  }

  destroy(): void {
    this.open = false
  }

  pause(): void {}
}

export class Network {
  now = 1_700_000_000_000
  /** Goes on at every look: so that work in slices has slices. */
  private us = 0
  readonly random: SeededRandom
  readonly nodes: SimNode[]
  private readonly pipes: [End, End][]
  private readonly timers: { at: number; run: () => void }[]

  constructor(seed: number, count: number, directives: Record<string, string> = {}) {
    this.random = new SeededRandom(seed)
    this.pipes = []
    this.timers = []
    this.nodes = []
    for (let i = 0; i < count; i++) this.nodes.push(new SimNode(this, i, directives))
  }

  microseconds(): number {
    this.us += 400
    return this.us
  }

  after(ms: number, run: () => void): void {
    this.timers.push({ at: this.now + ms, run })
  }

  /** Connects two ends; they know of it a moment later. */
  join(a: End, b: End): void {
    a.peer = b
    b.peer = a
    this.pipes.push([a, b])
  }

  /** Breaks every connection of a node, or one chosen at random. */
  cut(which: number): void {
    const pipe = this.pipes[which % Math.max(1, this.pipes.length)]
    if (pipe !== undefined) for (const end of pipe) end.open = false
  }

  /** The process of a node dies, and a new one without data answers at its address. */
  reboot(index: number, directives: Record<string, string> = {}): void {
    this.nodes[index]!.reach = 'dead'
    this.cutAll(index)
    this.nodes[index] = new SimNode(this, index, directives)
  }

  /** Nobody reaches a node any more, and it reaches nobody. */
  unplug(index: number): void {
    this.cutAll(index)
    this.nodes[index]!.reach = 'none'
  }

  plug(index: number): void {
    this.nodes[index]!.reach = 'all'
  }

  private cutAll(index: number): void {
    const node = this.nodes[index]
    for (const pipe of this.pipes) {
      if (pipe.some(end => end.owner === node)) for (const end of pipe) end.open = false
    }
  }

  /** A little happens: bytes arrive somewhere, a turn ends, time passes. */
  step(): void {
    this.now += this.random.below(3)
    for (const node of this.nodes) if (node.turnWanted && this.random.below(2) === 0) node.turn(() => {})
    for (const timer of this.timers.filter(({ at }) => at <= this.now)) {
      this.timers.splice(this.timers.indexOf(timer), 1)
      timer.run()
    }
    for (const pipe of [...this.pipes]) {
      const ended = pipe.some(end => !end.open)
      for (const end of pipe) if (end.open || this.random.below(2) === 0) this.deliver(end, ended)
      if (ended) {
        this.pipes.splice(this.pipes.indexOf(pipe), 1)
        for (const end of pipe) {
          end.open = false
          end.closed()
        }
      }
    }
  }

  private deliver(end: End, last: boolean): void {
    if (end.waiting.length === 0 || (last && this.random.below(2) === 0)) return
    const wasBehind = end.pending() > 0
    const size =
      this.random.below(4) === 0
        ? end.waiting.length
        : 1 + this.random.below(Math.min(end.waiting.length, 700))
    const bytes = end.waiting.subarray(0, size)
    end.waiting = end.waiting.subarray(size)
    end.peer!.receive(bytes)
    if (wasBehind && end.pending() === 0) end.drained()
  }

  /** Lets things happen for that many ms. */
  run(ms: number): void {
    const until = this.now + ms
    while (this.now < until) {
      const second = Math.floor(this.now / 100)
      this.step()
      if (Math.floor(this.now / 100) !== second) {
        for (const node of this.nodes) node.turn(() => node.replication.cron(this.now))
      }
    }
  }
}

const silent = { debug() {}, verbose() {}, notice() {}, warning() {} }
/** What INFO tells of the process; nothing here looks at it. */
const PROCESS = {
  pid: 1,
  rss: 0,
  cpuUser: 0,
  cpuSystem: 0,
  cpuUserMain: 0,
  cpuSystemMain: 0,
  heapUsed: 0,
  executable: '',
  configFile: '',
  os: '',
  totalMemory: 0,
  nodeVersion: '',
  version: '',
  commit: '',
  buildId: '',
}

const unobserved = {
  snapshotStart() {},
  fsync() {},
  aofWrite() {},
  evicted() {},
  outputBufferDrop() {},
  fullSync() {},
}

/** A server, its replication, and a client of ours on it. */
export class SimNode implements ReplicationWorld {
  readonly server: Server
  readonly engine: Engine
  readonly replication: Replication
  readonly index: number
  readonly log: string[]
  turnWanted = false
  private walking = false
  /** Whom it can talk to; a dead one does nothing at all. */
  reach: 'all' | 'none' | 'dead' = 'all'
  private readonly network: Network
  private readonly client: Client
  private replies: Buffer

  constructor(network: Network, index: number, directives: Record<string, string>) {
    this.network = network
    this.index = index
    this.log = []
    const { store, settings } = createServerConfig()
    store.set([['repl-diskless-sync-delay', '0'], ...Object.entries(directives)])
    const note = (text: string) => this.log.push(text)
    const server = new Server({
      store,
      settings,
      clock: {
        wallMs: () => network.now,
        wallUs: () => network.now * 1000,
        monotonicUs: () => network.microseconds(),
      },
      random: new SeededRandom(network.random.below(2 ** 32)),
      log: { ...silent, notice: note, warning: note },
      observe: unobserved,
      world: { process: () => PROCESS } as unknown as World,
    })
    this.server = server
    this.replication = new Replication(server)
    server.info.set('persistence', () => ['loading:0', 'aof_enabled:0', 'rdb_last_load_keys_loaded:0'])
    const gates = new Gates(server, {
      isReplica: () => this.replication.isReplica(),
      linkUp: () => this.replication.linkUp(),
      goodReplicas: () => this.replication.goodReplicas(),
      makeRoom: () => true,
      diskError: () => null,
    })
    const host = new ServerHost(
      server,
      () => this.engine,
      gates,
      () => this.replication.isReplica(),
    )
    server.host = host
    this.engine = new Engine(server, new CommandTable(allCommands), gates)
    this.replication.attach(this.engine, gates, this)
    server.log.keep = settings.replBacklogSizeBytes
    gates.refresh()
    const end = new End()
    this.replies = Buffer.alloc(0)
    end.send = (buf, from, to) => {
      this.replies = Buffer.concat([this.replies, buf.subarray(from, to)])
      return true
    }
    this.client = server.clients.add(end, 'test:1', 'test:2', false, network.now)
  }

  /** One turn with `work` in it. */
  turn(work: () => void): void {
    this.turnWanted = false
    if (this.reach === 'dead') return
    this.engine.turn(this.network.now)
    work()
    this.engine.endTurn()
  }

  /** Runs inline commands, in one turn; the replies, as they are on the wire. */
  ask(...lines: string[]): string {
    const bytes = Buffer.from(lines.map(line => toRequest(line)).join(''))
    this.replies = Buffer.alloc(0)
    this.turn(() => this.engine.receive(this.client, bytes, bytes.length))
    return this.replies.toString('latin1')
  }

  /** Everything it holds, as text, sorted. */
  dump(): string[] {
    const { keyspace } = this.server
    const { records } = keyspace
    const lines: string[] = []
    for (const db of keyspace.databases) {
      db.table.each(ref => {
        records.load(ref)
        const key = Buffer.from(records.bytes.subarray(records.keyAt, records.keyAt + records.keyLength))
        const { valueAt, valueLength } = records
        const value = Buffer.from(records.valueBytes.subarray(valueAt, valueAt + valueLength))
        lines.push(`${db.index} ${key} = ${value} @ ${records.expireAt}`)
      })
    }
    return lines.toSorted()
  }

  // ReplicationWorld

  connect(_host: string, port: number, events: LinkEvents): { destroy(): void } {
    const near = new End()
    near.owner = this
    near.receive = bytes => this.turn(() => events.data(bytes, bytes.length))
    near.closed = () => this.turn(() => events.closed(null))
    near.drained = () => this.turn(() => this.replication.wake())
    this.network.after(1, () => {
      if (!near.open) return
      const target = this.network.nodes[port]
      if (target === undefined || target.reach !== 'all' || this.reach !== 'all') {
        this.turn(() => events.closed('No route to host'))
        return
      }
      target.accept(near, this.index)
      this.turn(() => events.opened(near, `node:${port}`, `node:${this.index}`))
    })
    return near
  }

  private accept(far: End, from: number): void {
    const near = new End()
    near.owner = this
    this.network.join(far, near)
    const client = this.server.clients.add(
      near,
      `node:${from}`,
      `node:${this.index}`,
      false,
      this.network.now,
    )
    near.receive = bytes => {
      if (!client.has(clientState.closed)) this.turn(() => this.engine.receive(client, bytes, bytes.length))
    }
    near.drained = () => this.turn(() => this.replication.wake())
    near.closed = () => {
      this.turn(() => {
        this.replication.disconnected(client)
        this.engine.disconnected(client)
      })
    }
  }

  send(transport: Transport, bytes: Uint8Array): void {
    transport.send(bytes, 0, bytes.length)
  }

  walk(): void {
    if (this.walking) return
    this.walking = true
    const slice = (): void => {
      this.walking = this.replication.primary.fullSync.slice()
      if (this.walking) this.network.after(0, () => this.turn(slice))
    }
    this.network.after(0, () => this.turn(slice))
  }

  soon(): void {
    this.turnWanted = true
  }

  later(ms: number): void {
    this.network.after(ms + 1, () => this.turn(() => this.replication.wake()))
  }
}

function toRequest(line: string): string {
  const words = line.split(' ')
  return `*${words.length}\r\n${words.map(word => `$${word.length}\r\n${word}\r\n`).join('')}`
}
