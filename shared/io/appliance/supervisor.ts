/*
 * Runs the appliance in the foreground: starts the nodes, waits until they are healthy, tells what happens to
 * them, restarts what dies, and stops everything in order.
 *
 * It never heals anything itself. Promotion is the sentinels' work; the supervisor plays the part of an init
 * system, and waits before a restart so that what comes back meets a finished failover.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { askPrimaryPort, askServer, health, Probe } from './health.ts'
import { host, type Layout, type Node } from './layout.ts'
import { NodeProcess } from './node-process.ts'

const healthyWithinMs = 60_000
const pollMs = 100
const restartDelayMs = 5000

export class Supervisor {
  private readonly processes: NodeProcess[]
  private readonly probes: Probe[]
  private readonly restarts = new Set<NodeJS.Timeout>()
  private readonly returning = new Set<Node>()
  private stopping = false
  private failedStart: string | undefined
  private primary: Node | undefined
  /** The primary before, as long as some sentinel still names it. */
  private former: Node | undefined
  private primaryDiedAtMs: number | undefined

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

  /** Tells of failovers and returning nodes until stop() is called. */
  async watch(): Promise<void> {
    const sentinels = this.probes.filter(probe => probe.node.kind === 'sentinel')
    while (!this.stopping) {
      const ports = await Promise.all(sentinels.map(askPrimaryPort))
      this.sawPrimary(ports.filter(port => port !== undefined))
      await this.greetReturning()
      await sleep(pollMs)
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
    const { node } = process
    if (node === this.primary) this.primaryDiedAtMs = performance.now()
    const role = node === this.primary ? ', the primary,' : ''
    this.tell(`${node.name}${role} ${why}; it is started again in ${restartDelayMs / 1000} s`)
    const restart = setTimeout(() => {
      this.restarts.delete(restart)
      process.start()
      this.returning.add(node)
      this.tell(`${node.name} is started again, pid ${process.pid}`)
    }, restartDelayMs)
    this.restarts.add(restart)
  }

  /**
   * The first sentinel to name another primary is right: it does so only after the promotion. Until the
   * others agree, what they say about the former primary is old news.
   */
  private sawPrimary(named: number[]): void {
    const port = named.find(seen => seen !== this.primary?.port && seen !== this.former?.port)
    if (port !== undefined) {
      const died = this.primaryDiedAtMs
      const after = died === undefined ? '' : `, ${secondsSince(died)} s after the death of the last one`
      this.former = this.primary
      this.primary = this.processes.find(({ node }) => node.port === port)?.node
      this.primaryDiedAtMs = undefined
      this.tell(`the sentinels made ${this.primary?.name} (${host}:${port}) the primary${after}`)
    }
    if (named.every(seen => seen === this.primary?.port)) this.former = undefined
  }

  private async greetReturning(): Promise<void> {
    for (const probe of this.probes) {
      if (!this.returning.has(probe.node)) continue
      if (probe.node.kind === 'server') {
        const view = await askServer(probe)
        if (!view?.linkUp || (view.role === 'primary' && probe.node !== this.primary)) continue
        this.tell(`${probe.node.name} is back as a ${view.role}`)
      } else {
        if ((await askPrimaryPort(probe)) !== this.primary?.port) continue
        this.tell(`${probe.node.name} is back`)
      }
      this.returning.delete(probe.node)
    }
  }

  private tell(what: string): void {
    if (!this.stopping) console.log(`${new Date().toISOString().slice(11, 23)}  ${what}`)
  }
}

function secondsSince(startMs: number): string {
  return ((performance.now() - startMs) / 1000).toFixed(1)
}
