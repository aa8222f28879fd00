/*
 * One run of the simulation: an appliance, twenty seconds of everything going wrong, then peace; and after a
 * bounded time of peace there must be one primary on which all agree, and it must stay so. All of it follows
 * from the seed.
 */
import { SafetyViolation } from './checks.ts'
import type { ClusterOptions } from './cluster.ts'
import { Cluster } from './cluster.ts'
import type { SentinelNode } from './sentinel-node.ts'

const START_MS = 3000
const CHAOS_MS = 20_000
/**
 * Longest: TILT, a failover that times out, a repair that waits for failover-timeout, and the same once more.
 */
const HEALING_MAX_MS = 60_000
const STABLE_MS = 3000

/** What happens to the disks of some sentinels when the chaos begins. */
export type DiskTrouble = 'for ever' | 'for a while' | 'after some writes'

export interface RunOptions extends Partial<ClusterOptions> {
  /** How they refuse; none unless given, but single disks that break and mend are part of the chaos. */
  disks?: DiskTrouble
}

export interface RunResult {
  seed: number
  healedAfterMs: number
  checks: number
  virtualMs: number
}

/** Throws with the seed, the way to replay it and the last events when anything is wrong. */
export function runSeed(seed: number, options: RunOptions = {}): RunResult {
  const { disks, ...overrides } = options
  const cluster = makeCluster(seed, overrides)
  try {
    cluster.run(START_MS)
    if (disks !== undefined) breakDisks(cluster, disks)
    const faults = disks === undefined ? FAULTS : FAULTS.filter(fault => fault !== disturbDisk)
    const end = cluster.clock.now + CHAOS_MS
    while (cluster.clock.now < end) {
      disturb(cluster, faults)
      cluster.run(cluster.random.between(50, 2500))
    }
    makePeace(cluster, disks)
    const healedAfterMs = awaitAgreement(cluster)
    return { seed, healedAfterMs, checks: cluster.checks.checks, virtualMs: cluster.clock.now }
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem)
    const replay = `HOLDFAST_SEED=${seed} npx vitest run test/simulation`
    const error = new Error(`${reason}\nseed ${seed}; replay with: ${replay}\n${cluster.history()}`)
    error.cause = problem
    throw error
  }
}

function makeCluster(seed: number, overrides: Partial<ClusterOptions>): Cluster {
  const sentinels = seed % 4 === 0 ? 5 : 3
  const servers = 3 + (seed % 2)
  const priorities = Array.from({ length: servers }, (_, i) =>
    i === servers - 1 && seed % 3 === 0 ? 0 : 100,
  )
  const directives = seed % 5 === 0 ? ['parallel-syncs m 2'] : []
  const cluster = new Cluster({ seed, sentinels, servers, priorities, directives, ...overrides })
  cluster.network.latencyMax = cluster.random.pick([2, 5, 40])
  return cluster
}

function breakDisks(cluster: Cluster, trouble: DiskTrouble): void {
  const { clock, random } = cluster
  for (const node of cluster.sentinels) {
    if (random.chance(0.2)) continue
    cluster.note(`disk of ${node.host} refuses ${trouble}`)
    if (trouble === 'after some writes') node.diskWritesLeft = random.between(1, 20)
    else node.diskBroken = true
    if (trouble === 'for a while')
      clock.after(random.between(2000, CHAOS_MS), () => (node.diskBroken = false))
  }
}

function disturb(cluster: Cluster, faults: readonly Fault[]): void {
  const { random } = cluster
  const fault = random.pick(faults)
  cluster.note(`chaos: ${fault(cluster)}`)
}

type Fault = (cluster: Cluster) => string

const killPrimary: Fault = cluster => {
  const server = cluster.servers.find(each => each.masterHost === null && each.alive)
  if (server === undefined) return 'no primary to kill'
  server.kill()
  const back = cluster.random.between(200, 8000)
  cluster.clock.after(back, () => server.restart(cluster.random.pick([0, 0, 1500])))
  return `kill primary ${server.host}, back in ${back}`
}

const emptyPrimary: Fault = cluster => {
  const server = cluster.servers.find(each => each.masterHost === null && each.alive)
  if (server === undefined) return 'no primary to empty'
  server.kill()
  const back = cluster.random.between(50, 1500)
  const data = cluster.random.pick(['empty', 'saved'] as const)
  cluster.clock.after(back, () => server.restart(0, data))
  return `kill primary ${server.host}, back in ${back} with ${data} data`
}

const saveData: Fault = cluster => {
  const server = cluster.random.pick(cluster.servers)
  server.save()
  return `${server.host} saves`
}

const killServer: Fault = cluster => {
  const server = cluster.random.pick(cluster.servers)
  server.kill()
  const back = cluster.random.between(100, 6000)
  cluster.clock.after(back, () => server.restart(0))
  return `kill ${server.host}, back in ${back}`
}

const killSentinel: Fault = cluster => {
  const node = cluster.random.pick(cluster.sentinels)
  node.kill()
  const back = cluster.random.between(50, 5000)
  cluster.clock.after(back, () => node.start())
  return `kill ${node.host}, back in ${back}`
}

const pauseSomething: Fault = cluster => {
  const victim = cluster.random.pick([...cluster.servers, ...cluster.sentinels])
  const ms = cluster.random.pick([80, 300, 1200, 3500])
  victim.pause(ms)
  return `pause ${victim.host} for ${ms}`
}

const partition: Fault = cluster => {
  const hosts = cluster.hosts().filter(() => cluster.random.chance(0.35))
  const oneWay = cluster.random.chance(0.4)
  cluster.isolate(hosts, oneWay)
  const ms = cluster.random.between(300, 6000)
  cluster.clock.after(ms, () => cluster.network.heal())
  return `isolate ${hosts.join(' ')}${oneWay ? ' one way' : ''} for ${ms}`
}

const resetConnections: Fault = cluster => {
  let count = 0
  for (const connection of cluster.network.openConnections()) {
    if (!cluster.random.chance(0.3)) continue
    cluster.network.reset(connection, 'Connection reset by peer')
    count++
  }
  return `reset ${count} connections`
}

const unreliableHellos: Fault = cluster => {
  const server = cluster.random.pick(cluster.servers)
  server.dropHello = cluster.random.pick([0, 0.5, 1])
  server.duplicateHello = cluster.random.pick([0, 0.5])
  return `${server.host} drops ${server.dropHello} and doubles ${server.duplicateHello} of its hellos`
}

const disturbDisk: Fault = cluster => {
  const node = cluster.random.pick(cluster.sentinels)
  if (cluster.random.chance(0.4)) {
    node.diskBroken = !node.diskBroken
    return `disk of ${node.host} ${node.diskBroken ? 'breaks' : 'works'}`
  }
  node.diskLatencyMax = cluster.random.pick([2, 30, 300])
  return `disk of ${node.host} takes up to ${node.diskLatencyMax}`
}

const jumpClock: Fault = cluster => {
  const node = cluster.random.pick(cluster.sentinels)
  const ms = cluster.random.pick([150, 900, 2500, 60_000])
  node.jumpClock(ms)
  return `clock of ${node.host} jumps by ${ms}`
}

const slowNetwork: Fault = cluster => {
  cluster.network.latencyMax = cluster.random.pick([2, 5, 40, 150])
  return `latency up to ${cluster.network.latencyMax}`
}

const forceFailover: Fault = cluster => {
  const nodes: SentinelNode[] = cluster.sentinels.filter(() => cluster.random.chance(0.4))
  for (const node of nodes) if (node.alive) node.command('failover', 'm')
  return `SENTINEL FAILOVER at ${nodes.map(each => each.host).join(' ') || 'nobody'}`
}

const FAULTS: readonly Fault[] = [
  killPrimary,
  killPrimary,
  killPrimary,
  emptyPrimary,
  saveData,
  killServer,
  killSentinel,
  killSentinel,
  pauseSomething,
  pauseSomething,
  partition,
  partition,
  partition,
  resetConnections,
  unreliableHellos,
  disturbDisk,
  jumpClock,
  slowNetwork,
  forceFailover,
]

/** The disks mend, too, unless they are said to refuse for good. */
function makePeace(cluster: Cluster, disks: DiskTrouble | undefined): void {
  cluster.note('peace')
  cluster.network.heal()
  cluster.network.latencyMax = 5
  for (const server of cluster.servers) {
    server.dropHello = 0
    server.duplicateHello = 0
    server.restart(0)
    server.wakeNow()
  }
  for (const node of cluster.sentinels) {
    if (disks === undefined || disks === 'for a while') node.diskBroken = false
    node.diskLatencyMax = 6
    node.start()
    node.wakeNow()
  }
}

/** How long it took until all agreed and remained so. */
function awaitAgreement(cluster: Cluster): number {
  const start = cluster.clock.now
  let agreedSince: number | null = null
  for (;;) {
    const disagreement = cluster.disagreement()
    if (disagreement !== null) agreedSince = null
    else agreedSince ??= cluster.clock.now
    if (agreedSince !== null && cluster.clock.now - agreedSince >= STABLE_MS) return agreedSince - start
    if (cluster.clock.now - start > HEALING_MAX_MS) throw new SafetyViolation(`never healed: ${disagreement}`)
    cluster.run(100)
  }
}
