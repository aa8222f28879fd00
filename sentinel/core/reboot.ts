/*
 * A primary that came back without its data. Killed and restarted at once, it answers PING all the while, so
 * Redis Sentinel lets it stay primary, and its replicas empty themselves to be like it. Here it counts as
 * subjectively down for each sentinel that sees a replica with what the primary lost; the rest is an
 * ordinary failover: quorum, election, the best such replica, and the old primary becomes a replica of it.
 *
 * A replica must say itself that it followed this very primary and now holds its data back from it
 * (`master_lineage_guard` in INFO, see server/replication/lineage-guard.ts), and by both INFOs the primary
 * must be behind it. So the decision needs no memory, and sentinels that have just started come to it too;
 * and a server with other data that somebody has just attached is no reason for anything. A real redis-server
 * says nothing of the kind: its replicas count for a while after we saw the primary's run ID change, as long
 * as they are without a link and hold the history that the process before had.
 */
import { isBehind } from '../../shared/replication/lineage.ts'
import type { Step } from './context.ts'
import { sameAddress } from './state.ts'
import type { Instance, Master, SentinelState } from './types.ts'

/** What a replica said longer ago, ms, is no ground to depose the primary. */
const FRESH_MS = 5000
/** How long, ms after the primary was seen to have restarted, the history it had is remembered. */
const FORMER_MS = 30_000
const FORMERS_MAX = 4

/** The primary's run ID has changed; until now it was described by `inst.lineage`. */
export function primaryRebooted(step: Step, master: Master): void {
  const { id } = master.primary.lineage
  master.rebootSeenAt = step.now
  if (id === '' || master.formerLineages.includes(id)) return
  master.formerLineages.push(id)
  if (master.formerLineages.length > FORMERS_MAX) master.formerLineages.shift()
}

/** INFO of the primary has come: while it loads, the time to remember has not begun. */
export function noteReturn(step: Step, master: Master): void {
  if (master.primary.loading && master.formerLineages.length > 0) master.rebootSeenAt = step.now
}

/** Nothing of the primary's past matters to the one that comes now. */
export function forgetReboot(master: Master): void {
  master.rebootBehindSince = 0
  master.rebootSeenAt = 0
  master.formerLineages = []
}

/** Whether that replica holds what its primary lost by a restart. */
export function holdsWhatWasLost(
  state: SentinelState,
  master: Master,
  replica: Instance,
  now: number,
): boolean {
  const { primary } = master
  if (replica.roleReported !== 'slave' || replica.masterLinkUp || now - replica.infoRefresh > FRESH_MS)
    return false
  const itsMaster = sameAddress(state, replica.masterHost, replica.masterPort, primary.host, primary.port)
  if (replica.guards)
    return replica.guardsAgainst === '' ? itsMaster : replica.guardsAgainst === primary.runId
  if (!itsMaster || now - master.rebootSeenAt > FORMER_MS) return false
  return master.formerLineages.includes(replica.lineage.id)
}

function isWitness(state: SentinelState, master: Master, replica: Instance, now: number): boolean {
  if (replica.sdown || !replica.command.connected || replica.priority === 0) return false
  return holdsWhatWasLost(state, master, replica, now) && isBehind(master.primary.lineage, replica.lineage)
}

function findWitness({ state, now }: Step, master: Master): Instance | null {
  const { primary } = master
  // By the process that we are connected to.
  const described = primary.command.connected && primary.infoRefresh >= primary.command.since
  if (!master.rebootGuard || !described) return null
  for (const replica of master.replicas.values()) if (isWitness(state, master, replica, now)) return replica
  return null
}

/** Sees whether the primary has come back behind a replica, which makes it SDOWN, or does so no more. */
export function checkReboot(step: Step, master: Master): void {
  // Once a replica is chosen, what the servers say changes because of us.
  if (master.failoverState !== 'none' && master.failoverState !== 'wait_start') return
  const witness = findWitness(step, master)
  if ((witness !== null) === (master.rebootBehindSince !== 0)) return
  if (witness === null) {
    master.rebootBehindSince = 0
    step.event('warning', '-reboot-behind', master, master.primary)
    return
  }
  master.rebootBehindSince = step.now
  const { lineage } = witness
  const held = `${witness.name} holds ${lineage.keys} keys at ${lineage.id}:${lineage.offset}`
  step.event('warning', '+reboot-behind', master, master.primary, held)
}
