/** What the server answers to probes and to GET /topology, from its facts. */
import type { Health, Readiness } from '../../shared/control/control.ts'
import { errors } from '../../shared/resp/errors.ts'
import type { ServerFacts } from './facts.ts'

/** A process that answers is live, loading or not: killing it for loading would only make it load again. */
export function serverHealth(facts: ServerFacts): Health {
  if (facts.shuttingDown) return { ok: true, status: 'shutting-down' }
  return { ok: true, status: facts.loading ? 'loading' : 'ok' }
}

/**
 * A primary is ready when it takes writes; a replica when it serves what its primary has: its link is up,
 * which it is only after the initial sync.
 */
export function serverReadiness(facts: ServerFacts): Readiness {
  const { role, master, paused } = facts
  const no = (reason: string): Readiness => ({ ready: false, role, reason })
  if (facts.shuttingDown) return no('shutting down')
  if (facts.loading) return no('loading the dataset in memory')
  if (paused === 'all') return no('all commands are paused')
  if (master === null) {
    if (paused === 'writes') return no('writes are paused')
    return facts.writesRefused === null ? { ready: true, role, reason: 'loaded' } : no(facts.writesRefused)
  }
  if (master.syncInProgress) return no('MASTER <-> REPLICA sync in progress')
  if (!master.linkUp) return no(facts.servesStale ? 'link with MASTER is down' : errors.masterDown)
  return { ready: true, role, reason: 'link with MASTER is up' }
}

export function serverTopology(facts: ServerFacts) {
  const { role, runId, replId, masterReplOffset, master, replicas } = facts
  return {
    role,
    run_id: runId,
    replid: replId,
    offset: masterReplOffset,
    master: master && {
      host: master.host,
      port: master.port,
      link_up: master.linkUp,
      sync_in_progress: master.syncInProgress,
      last_io_seconds_ago: master.lastIoSecondsAgo,
      offset: master.offset,
    },
    replicas: replicas.map(replica => ({
      ip: replica.ip,
      port: replica.port,
      state: replica.state,
      offset: replica.offset,
      lag_seconds: replica.lagSeconds,
      lag_bytes: lagBytes(facts, replica.offset),
    })),
  }
}

/** Bytes of the log a replica has not acknowledged yet. */
export function lagBytes(facts: ServerFacts, offset: number): number {
  return Math.max(0, facts.masterReplOffset - offset)
}
