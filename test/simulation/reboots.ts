/*
 * Runs in which the primary restarts at once, with less than its replicas hold or with all of it, alone or with
 * sentinels and a replica; and what was acknowledged by every server before. All of it follows from the seed.
 */
import { Cluster, type ClusterOptions } from './cluster.ts'
import { holds, type Write } from './data-model.ts'
import type { ServerModel } from './server-model.ts'

const SETTLE_MS = 6000
const SETTLED_MAX_MS = 15_000
/** Longest: restarts, a lost election or two; well below the 20 s for which replicas guard their data. */
export const DECIDED_MAX_MS = 12_000

export interface Reboot {
  cluster: Cluster
  /** The server that was the primary. */
  old: ServerModel
  /** The last write that every server had. */
  acknowledged: Write | null
}

/** A settled appliance with data. */
export function settledCluster(seed: number, options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = new Cluster({ seed, ...options })
  cluster.run(SETTLE_MS)
  const settled = cluster.runUntil(SETTLED_MAX_MS, () => cluster.disagreement() === null && knowAll(cluster))
  if (settled === null) throw new Error(`seed ${seed} does not settle:\n${cluster.history()}`)
  return cluster
}

function knowAll(cluster: Cluster): boolean {
  return cluster.sentinels.every(node => {
    const master = node.state.masters.get('m')!
    return (
      master.replicas.size === cluster.servers.length - 1 &&
      master.sentinels.size === cluster.sentinels.length - 1
    )
  })
}

/** The last write that all hold: WAIT would have counted every replica. */
export function acknowledgedByAll(servers: readonly ServerModel[]): Write | null {
  let least = servers[0]!.data
  for (const { data } of servers) if (!holds(data, least)) least = data
  return servers.every(({ data }) => holds(data, least)) ? least : null
}

/** Kills the primary, and sentinels with it, and has all of them back at once. */
export function reboot(
  cluster: Cluster,
  data: 'kept' | 'saved' | 'empty',
  sentinels = 0,
  afterMs = 300,
): Reboot {
  const old = cluster.primary()
  const acknowledged = acknowledgedByAll(cluster.servers)
  cluster.note(`reboot of ${old.host}, ${data}, with ${sentinels} sentinels`)
  old.kill()
  for (const node of cluster.sentinels.slice(0, sentinels)) {
    node.kill()
    cluster.clock.after(afterMs, () => node.start())
  }
  cluster.clock.after(afterMs, () => old.restart(0, data))
  cluster.run(afterMs + 1)
  return { cluster, old, acknowledged }
}

/** How many times a failover was begun. */
export function failovers(cluster: Cluster, since = 0): number {
  const said = cluster.sentinels.flatMap(node => node.published)
  return said.filter(({ at, text }) => at >= since && text.startsWith('+try-failover')).length
}

/** One run with a primary that lost data; throws with what happened when it does not end well. */
export function runLoss(seed: number, guardSeconds = 20): number {
  const cluster = lossCluster(seed)
  for (const server of cluster.servers) server.guardSeconds = guardSeconds
  const { random } = cluster
  if (random.chance(0.5)) cluster.servers[0]!.save()
  cluster.run(random.between(500, 3000))
  const withReplica = random.chance(0.3)
  const sentinels = random.pick([0, 0, 1, 2, cluster.sentinels.length])
  const { old, acknowledged } = reboot(
    cluster,
    random.chance(0.5) ? 'saved' : 'empty',
    sentinels,
    random.between(20, 900),
  )
  if (withReplica) {
    const replica = cluster.servers[1]!
    replica.kill()
    cluster.clock.after(random.between(20, 900), () => replica.restart(random.pick([0, 1500])))
  }
  const ended = () => cluster.disagreement() === null && old.masterHost !== null
  const took = cluster.runUntil(DECIDED_MAX_MS, ended)
  const kept = cluster.servers.every(({ data }) => holds(data, acknowledged))
  if (took !== null && (kept || cluster.runUntil(2000, () => allHold(cluster, acknowledged)) !== null))
    return took
  const why =
    took === null ? (cluster.disagreement() ?? 'the primary is as before') : 'acknowledged data is gone'
  throw new Error(`seed ${seed}: ${why}\n${cluster.history()}`)
}

function allHold(cluster: Cluster, acknowledged: Write | null): boolean {
  return cluster.servers.every(({ data }) => holds(data, acknowledged))
}

function lossCluster(seed: number): Cluster {
  const cluster = settledCluster(seed, {
    sentinels: seed % 4 === 0 ? 5 : 3,
    servers: 3 + (seed % 2),
    downAfter: seed % 3 === 0 ? 1000 : 30_000,
    priorities: seed % 5 === 0 ? [100, 50, 100, 0] : [100, 100, 100, 100],
  })
  cluster.network.latencyMax = cluster.random.pick([2, 5, 40])
  return cluster
}

/** One run in which nothing is lost by a restart: throws when there is a failover, or a server loses data. */
export function runHarmless(seed: number): void {
  const cluster = settledCluster(seed, { downAfter: 30_000, servers: 3 + (seed % 2) })
  const { random } = cluster
  const [primary, ...replicas] = cluster.servers as [ServerModel, ...ServerModel[]]
  const since = cluster.clock.now
  const lagging = random.pick(replicas)
  if (random.chance(0.5)) cluster.isolate([lagging.host])
  cluster.run(random.between(0, 3000))
  const acknowledged = acknowledgedByAll(cluster.servers)
  if (random.chance(0.3)) for (const server of replicas) server.kill()
  // What is in the primary's file is all there is: nobody has more.
  primary.writing = random.chance(0.5)
  primary.kill()
  for (const node of cluster.sentinels) if (random.chance(0.3)) restartSoon(cluster, node)
  cluster.run(random.between(20, 1500))
  primary.restart(random.pick([0, 1500]), 'kept')
  cluster.run(random.between(0, 2000))
  cluster.network.heal()
  for (const server of replicas) server.restart(random.pick([0, 1500]))
  primary.writing = true
  cluster.run(25_000)
  const begun = failovers(cluster, since)
  const fine =
    cluster.disagreement() === null && primary.masterHost === null && allHold(cluster, acknowledged)
  if (begun > 0 || !fine) throw new Error(`seed ${seed}: ${begun} failovers\n${cluster.history()}`)
}

function restartSoon(cluster: Cluster, node: Cluster['sentinels'][number]): void {
  node.kill()
  cluster.clock.after(cluster.random.between(50, 1500), () => node.start())
}
