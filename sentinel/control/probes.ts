/** What the sentinel answers to probes and to GET /topology, from its facts. */
import type { Health, Readiness } from '../../shared/control/control.ts'
import type { MonitoredFacts, NodeFacts, SentinelFacts } from './facts.ts'

/** TILT is caution, not illness: restarting would not help. */
export function sentinelHealth(facts: SentinelFacts): Health {
  return { ok: true, status: facts.tilt ? 'tilt' : 'ok' }
}

/** Ready when it monitors and every master's quorum and failover authorization can be reached. */
export function sentinelReadiness({ masters }: SentinelFacts): Readiness {
  const role = 'sentinel'
  if (masters.length === 0) return { ready: false, role, reason: 'no master is monitored' }
  const without = masters.find(master => !master.ckquorum.ok)
  if (without !== undefined) {
    return { ready: false, role, reason: `${without.name}: ${without.ckquorum.message}` }
  }
  return { ready: true, role, reason: `${masters.length} monitored, quorum can be reached` }
}

export function sentinelTopology(facts: SentinelFacts) {
  return {
    role: 'sentinel',
    my_id: facts.myId,
    current_epoch: facts.currentEpoch,
    tilt: facts.tilt,
    masters: facts.masters.map(monitored),
  }
}

function monitored(master: MonitoredFacts) {
  return {
    name: master.name,
    address: master.address,
    status: master.status,
    quorum: master.quorum,
    ckquorum: master.ckquorum,
    config_epoch: master.configEpoch,
    failover_state: master.failoverState,
    replicas: master.replicas.map(replica => ({
      ...node(replica),
      offset: replica.replOffset,
      priority: replica.priority,
    })),
    sentinels: master.peers.map(node),
  }
}

function node({ address, runId, flags }: NodeFacts) {
  return { address, run_id: runId, flags: flags.split(',') }
}

/** Neither subjectively nor objectively down, as the exporter counts "ok" nodes. */
export function okNodes(nodes: readonly NodeFacts[]): number {
  return nodes.filter(({ flags }) => !/[so]_down/.test(flags)).length
}
