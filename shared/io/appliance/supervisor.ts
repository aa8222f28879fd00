/*
 * Runs the appliance in the foreground: starts the nodes, waits until they are healthy, tells what happens to
 * them, restarts what dies, and stops everything in order.
 *
 * It never heals anything itself. Promotion is the sentinels' work; the supervisor plays the part of an init
 * system, and waits before a restart so that what comes back meets a finished failover.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { systemReason } from '../config-files.ts'
import { askSentinel, askServer, health, Probe, type SentinelView } from './health.ts'
import { host, type Layout, type Node } from './layout.ts'
import { NodeProcess } from './node-process.ts'

const healthyWithinMs = 60_000
const pollMs = 100
const restartDelayMs = 5000
/** A process that is there and has said nothing for so long is named. */
const silenceMs = 1500

export class Supervisor {
  private readonly processes: NodeProcess[]
  private readonly probes: Probe[]
  private readonly restarts = new Set<NodeJS.Timeout>()
  private readonly returning = new Set<Node>()
  private stopping = false
  private failedStart: string | undefined
  private primary: Node | undefined
  private primaryDiedAtMs: number | undefined
  /** What each sentinel said last; none of those that do not answer. */
  private readonly views = new Map<Node, SentinelView>()
  private readonly answeredAtMs = new Map<Node, number>()
  private readonly silent = new Set<Node>()

  constructor({ nodes }: Layout) {
    this.processes = nodes.map(node => new NodeProcess(node))
    this.probes = nodes.map(node => new Probe(node))
  }

  /**
   * Servers first: a sentinel that is there a second before its primary takes it for dead.
   *
   * @returns undefined once all nodes are healthy, or why they are not
   */
  async start(): Promise<string | undefined> {
    const limit = performance.now() + healthyWithinMs
    const why =
      (await this.startNodes('server', limit, () => this.silentServers())) ??
      (await this.startNodes('sentinel', limit, () => this.problems()))
    if (why !== undefined) return why
    for (const process of this.processes) process.onDeath = why => this.died(process, why)
    return undefined
  }

  /** Starts the nodes of a kind, and looks until there is nothing wrong; gives what is after `limit`. */
  private async startNodes(
    kind: Node['kind'],
    limit: number,
    look: () => Promise<string[]>,
  ): Promise<string | undefined> {
    if (this.stopping) return undefined
    for (const process of this.processes) {
      if (process.node.kind !== kind) continue
      process.onDeath = why => {
        this.failedStart ??= `${process.node.name} ${why}; its log ends with:\n${process.lastWords(12)}`
      }
      process.start()
    }
    for (;;) {
      await sleep(pollMs)
      const problems = await look()
      if (this.failedStart !== undefined || this.stopping || problems.length === 0) return this.failedStart
      if (performance.now() > limit) {
        return `Not healthy within ${healthyWithinMs / 1000} s: ${problems.join(', ')}.`
      }
    }
  }

  private async silentServers(): Promise<string[]> {
    const servers = this.probes.filter(probe => probe.node.kind === 'server')
    const views = await Promise.all(servers.map(askServer))
    return servers.filter((_, i) => views[i] === undefined).map(({ node }) => `${node.name} does not answer`)
  }

  private async problems(): Promise<string[]> {
    const { problems, primary } = await health(this.probes)
    this.primary = primary
    return problems
  }

  /** One line per node. */
  endpoints(): string[][] {
    return this.processes.map(({ node, pid }) => [
      node.kind === 'sentinel' ? 'sentinel' : node === this.primary ? 'primary' : 'replica',
      `${host}:${node.port}`,
      String(pid),
      `http://${host}:${node.controlPort}`,
      node.logPath,
    ])
  }

  get primaryProcess(): NodeProcess | undefined {
    return this.processes.find(process => process.node === this.primary)
  }

  /** Tells of failovers, of nodes that fall silent and of those that return, until stop() is called. */
  async watch(): Promise<void> {
    // Each by itself: one that does not answer must not keep us from hearing the others.
    await Promise.all(this.probes.map(probe => this.follow(probe)))
  }

  private async follow(probe: Probe): Promise<void> {
    const { node } = probe
    this.answeredAtMs.set(node, performance.now())
    while (!this.stopping) {
      if (node.kind === 'sentinel') {
        const view = await askSentinel(probe)
        if (view === undefined) this.views.delete(node)
        else this.views.set(node, view)
        this.sawPrimary()
      }
      this.heard(node, this.views.has(node) || (await probe.answers()))
      await this.greetReturning(probe)
      await sleep(pollMs)
    }
  }

  /** A stopped or hung process is there, and yet it is not: nobody else would tell. */
  private heard(node: Node, answered: boolean): void {
    const now = performance.now()
    const process = this.processes.find(each => each.node === node)
    if (answered) {
      this.answeredAtMs.set(node, now)
      if (this.silent.delete(node)) this.tell(`${node.name} answers again`)
    } else if (process?.pid === undefined || this.returning.has(node)) {
      this.answeredAtMs.set(node, now)
      this.silent.delete(node)
    } else if (now - (this.answeredAtMs.get(node) ?? now) > silenceMs && !this.silent.has(node)) {
      this.silent.add(node)
      const role = node === this.primary ? ', the primary,' : ''
      this.tell(`${node.name}${role} does not answer, though its process ${process.pid} is there`)
    }
  }

  /**
   * Sentinels first, so that they see no failure in what follows; the primary last, so that replicas have it
   * all.
   */
  async stop(): Promise<void> {
    if (this.stopping) return
    this.stopping = true
    for (const restart of this.restarts) clearTimeout(restart)
    for (const probe of this.probes) probe.close()
    const rank = (process: NodeProcess) =>
      process.node.kind === 'sentinel' ? 0 : process.node === this.primary ? 2 : 1
    for (const turn of [0, 1, 2]) {
      await Promise.all(
        this.processes.filter(process => rank(process) === turn).map(process => process.stop()),
      )
    }
  }

  private died(process: NodeProcess, why: string): void {
    if (this.stopping) return
    const { node } = process
    if (node === this.primary) this.primaryDiedAtMs = performance.now()
    const role = node === this.primary ? ', the primary,' : ''
    this.tell(`${node.name}${role} ${why}; it is started again in ${restartDelayMs / 1000} s`)
    const restart = setTimeout(() => {
      this.restarts.delete(restart)
      try {
        process.start()
      } catch (error) {
        this.died(process, `could not be started: ${systemReason(error)}`)
        return
      }
      this.returning.add(node)
      this.tell(`${node.name} is started again, pid ${process.pid}`)
    }, restartDelayMs)
    this.restarts.add(restart)
  }

  /**
   * The primary is what most sentinels say at the newest epoch; before it is most, it may come to nothing.
   */
  private sawPrimary(): void {
    const views = [...this.views.values()]
    const newest = Math.max(...views.map(view => view.configEpoch))
    const ports = views.filter(view => view.configEpoch === newest).map(view => view.primaryPort)
    const sentinels = this.probes.filter(({ node }) => node.kind === 'sentinel').length
    const port = ports.find(seen => ports.filter(other => other === seen).length > sentinels / 2)
    if (port === undefined || port === this.primary?.port) return
    const died = this.primaryDiedAtMs
    const after = died === undefined ? '' : `, ${secondsSince(died)} s after the death of the last one`
    this.primary = this.processes.find(({ node }) => node.port === port)?.node
    this.primaryDiedAtMs = undefined
    this.tell(
      `the sentinels made ${this.primary?.name ?? 'a stranger'} (${host}:${port}) the primary${after}`,
    )
  }

  private async greetReturning(probe: Probe): Promise<void> {
    const { node } = probe
    if (!this.returning.has(node)) return
    if (node.kind === 'server') {
      const view = await askServer(probe)
      if (!view?.linkUp || (view.role === 'primary' && node !== this.primary)) return
      this.tell(`${node.name} is back as a ${view.role}`)
    } else {
      if (this.views.get(node)?.primaryPort !== this.primary?.port) return
      this.tell(`${node.name} is back`)
    }
    this.returning.delete(node)
  }

  private tell(what: string): void {
    if (!this.stopping) console.log(`${new Date().toISOString().slice(11, 23)}  ${what}`)
  }
}

function secondsSince(startMs: number): string {
  return ((performance.now() - startMs) / 1000).toFixed(1)
}
