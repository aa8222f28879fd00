/*
 * A whole appliance in virtual time: servers, sentinels, network, clock, checkers.
 */
import { currentAddress } from '../../sentinel/core/state.ts'
import { step as realStep } from '../../sentinel/core/step.ts'
import { SafetyChecks } from './checks.ts'
import { VirtualClock } from './clock.ts'
import { Network } from './network.ts'
import { SeededRandom } from './random.ts'
import type { StepFunction } from './sentinel-node.ts'
import { SentinelNode } from './sentinel-node.ts'
import { ServerModel } from './server-model.ts'

export interface ClusterOptions {
  seed: number
  sentinels?: number
  servers?: number
  quorum?: number
  /** Of each server, 100 if not given. */
  priorities?: number[]
  /** Further directives for master `m`, without `sentinel`: "parallel-syncs m 2". */
  directives?: string[]
  downAfter?: number
  /** The core under test; tests of the checkers give broken ones. */
  step?: StepFunction
}

const TRACE_LINES = 120

export class Cluster {
  readonly clock = new VirtualClock()
  readonly random: SeededRandom
  readonly network: Network
  readonly checks = new SafetyChecks()
  readonly servers: ServerModel[] = []
  readonly sentinels: SentinelNode[] = []
  private readonly trace: string[] = []

  constructor(options: ClusterOptions) {
    this.random = new SeededRandom(options.seed)
    this.network = new Network(this.clock, this.random)
    const servers = options.servers ?? 3
    for (let i = 0; i < servers; i++) {
      const master = i === 0 ? null : serverHost(0)
      const priority = options.priorities?.[i] ?? 100
      const server = new ServerModel(serverHost(i), master, priority, this.clock, this.network, this.random)
      server.peers = () => this.servers.filter(each => each !== server)
      server.onPromoted = promoted => {
        this.note(`${promoted.host} becomes a primary`)
        this.checks.promoted(promoted)
      }
      this.servers.push(server)
    }
    const count = options.sentinels ?? 3
    const quorum = options.quorum ?? Math.floor(count / 2) + 1
    const file = [
      `sentinel monitor m ${serverHost(0)} 6379 ${quorum}`,
      `sentinel down-after-milliseconds m ${options.downAfter ?? 1000}`,
      'sentinel failover-timeout m 6000',
      ...(options.directives ?? []).map(directive => `sentinel ${directive}`),
    ]
    const stepFunction = options.step ?? realStep
    for (let i = 0; i < count; i++) this.addSentinel(`10.0.2.${i + 1}`, file, stepFunction)
  }

  private addSentinel(host: string, file: string[], stepFunction: StepFunction): void {
    let seen = 0
    const observer = {
      stepped: (node: SentinelNode, event: Parameters<SafetyChecks['stepped']>[1], actions: never[]) => {
        for (; seen < node.published.length; seen++) this.note(`${host} ${node.published[seen]!.text}`)
        this.checks.stepped(node, event, actions)
      },
      restarted: (node: SentinelNode) => this.checks.restarted(node),
    }
    const node = new SentinelNode(
      host,
      file,
      this.clock,
      this.network,
      this.random,
      observer as ConstructorParameters<typeof SentinelNode>[5],
      stepFunction,
    )
    this.sentinels.push(node)
    this.clock.after(this.random.between(0, 300), () => node.start())
  }

  note(text: string): void {
    this.trace.push(`${String(this.clock.now).padStart(8)} ${text}`)
    if (this.trace.length > TRACE_LINES) this.trace.shift()
  }

  /** What happened last, for a failing run. */
  history(): string {
    return this.trace.join('\n')
  }

  run(ms: number): void {
    this.clock.runUntil(this.clock.now + ms)
  }

  /**
   * Lets time pass until the condition holds; answers how long it took, or null if it did not within limit.
   */
  runUntil(limitMs: number, condition: () => boolean): number | null {
    const start = this.clock.now
    while (!condition()) {
      if (this.clock.now - start >= limitMs) return null
      this.run(20)
    }
    return this.clock.now - start
  }

  /** All hosts, to partition. */
  hosts(): string[] {
    return [...this.servers, ...this.sentinels].map(each => each.host)
  }

  /** Cuts the hosts off from all others, one way (what they send is lost) or both. */
  isolate(hosts: readonly string[], oneWay = false): void {
    for (const inside of hosts) {
      for (const outside of this.hosts()) {
        if (hosts.includes(outside)) continue
        this.network.block(inside, outside)
        if (!oneWay) this.network.block(outside, inside)
      }
    }
  }

  /** Why the appliance is not yet as it should be, or null. */
  disagreement(): string | null {
    const primaries = this.servers.filter(each => each.alive && each.masterHost === null)
    if (primaries.length !== 1) return `primaries: ${primaries.map(each => each.host).join(' ') || 'none'}`
    const primary = primaries[0]!
    for (const server of this.servers) {
      if (server !== primary && server.masterHost !== primary.host)
        return `${server.host} follows ${server.masterHost}`
    }
    for (const node of this.sentinels) {
      for (const master of node.state.masters.values()) {
        const { host } = currentAddress(master)
        if (host !== primary.host) return `${node.host} names ${host}`
        if (master.odown) return `${node.host} has the primary as down`
        if (master.failoverState !== 'none') return `${node.host} is in ${master.failoverState}`
      }
    }
    return null
  }

  /** The primary as all sentinels name it. */
  primary(): ServerModel {
    const disagreement = this.disagreement()
    if (disagreement !== null) throw new Error(disagreement)
    return this.servers.find(each => each.masterHost === null)!
  }
}

export function serverHost(index: number): string {
  return `10.0.1.${index + 1}`
}
