/*
 * Putting servers right that do not fit the configuration: a replica that says it is a primary (the old
 * primary that came back) is made one of ours again, a replica of somebody else is pointed at our primary.
 *
 * The danger is to be the one who is behind: the "rogue" may be the new primary, and we have not heard yet.
 * Redis waits, 8 s and failover-timeout, in the hope that a hello would have come. Here proof is taken
 * first: if, since the oddity was seen, a majority of all sentinels (we among them) has named our
 * configuration in a hello and knows of no later epoch, then nobody can have been elected to make another,
 * and the repair is done at once. Without that proof Redis's waits apply.
 *
 * The proof does not cover a process that was our replica and turned primary without a restart: somebody
 * promoted it, perhaps a redis-sentinel by SENTINEL FAILOVER, which takes a later epoch without a vote and
 * tells it with its next hello, up to 2 s later. For that one, too, Redis's wait applies.
 */

import type { Step } from './context.ts'
import { slaveofTransaction } from './context.ts'
import { requestInfo } from './failover.ts'
import { sameAddress } from './state.ts'
import type { Instance, Master } from './types.ts'

const REPAIR_INTERVAL_MS = 1000
/** A hello that came so soon after the oddity may have been sent before it. */
const HELLO_DELAY_MS = 300
/** Our own failover may demote the primary it replaced at once, while it is that fresh. */
const OWN_DEMOTION_MS = 2000
/** A rogue is asked every second; what it said longer ago is no ground to act on. */
const ROGUE_INFO_MAX_MS = 3000
/** Redis: four hello periods. */
const ROGUE_PERIODS = 4

export function repairReplicas(step: Step, master: Master): void {
  if (step.now < step.state.cautiousUntil) return
  if (master.failoverState !== 'none' || master.replicas.size === 0 || !primaryLooksSane(step, master)) return
  for (const replica of master.replicas.values()) {
    if (replica.sdown || !replica.command.connected || replica.infoRefresh === 0) continue
    if (step.now - replica.lastRepairTime < REPAIR_INTERVAL_MS) continue
    if (step.now - replica.infoRefresh > ROGUE_INFO_MAX_MS && replica.roleReported === 'master') continue
    if (replica.roleReported === 'master') repairRogue(step, master, replica)
    else repairStray(step, master, replica)
  }
}

function primaryLooksSane(step: Step, master: Master): boolean {
  const { primary } = master
  if (primary.sdown || master.odown || primary.roleReported !== 'master' || !primary.command.connected)
    return false
  return primary.infoRefresh !== 0 && step.now - primary.infoRefresh < step.state.periods.info * 2
}

function repairRogue(step: Step, master: Master, replica: Instance): void {
  const { now, state } = step
  const wait = state.periods.publish * ROGUE_PERIODS
  const ownDemotion = replica.demotedAt !== 0 && now - replica.demotedAt < OWN_DEMOTION_MS
  const waited = now - replica.roleReportedTime > wait && now - replica.sdownSince > wait
  const promotedByAnother = replica.runId !== '' && replica.replicaRunId === replica.runId
  const prompt =
    !promotedByAnother && (ownDemotion || majorityConfirms(step, master, replica.roleReportedTime))
  if (!waited && !prompt) return
  if (follow(step, master, replica)) step.event('notice', '+convert-to-slave', master, replica)
}

function repairStray(step: Step, master: Master, replica: Instance): void {
  const { now } = step
  const { primary } = master
  if (replica.masterHost === '') return
  if (sameAddress(step.state, replica.masterHost, replica.masterPort, primary.host, primary.port)) return
  const wait = master.failoverTimeout
  const waited = now - replica.confChangeTime > wait && now - replica.sdownSince > wait
  // Only the leader knows that nobody is still at work on the replicas, one after the other.
  const proven = master.configIsOurs && majorityConfirms(step, master, replica.confChangeTime)
  if (!waited && !proven) return
  if (follow(step, master, replica)) step.event('notice', '+fix-slave-config', master, replica)
}

function follow(step: Step, master: Master, replica: Instance): boolean {
  const { host, port } = master.primary
  if (!step.send(replica, 'slaveof', slaveofTransaction(step.state, master, replica, host, port)))
    return false
  replica.lastRepairTime = step.now
  requestInfo(step, master, replica)
  return true
}

/**
 * Whether a majority of all sentinels has named our configuration since then and knows of no later epoch.
 */
function majorityConfirms(step: Step, master: Master, since: number): boolean {
  if (step.state.currentEpoch > master.configEpoch) return false
  const { host, port } = master.primary
  let confirming = 1
  for (const peer of master.sentinels.values()) {
    if (peer.lastHelloReceived <= since + HELLO_DELAY_MS || peer.helloEpoch > master.configEpoch) continue
    if (sameAddress(step.state, peer.helloMasterHost, peer.helloMasterPort, host, port)) confirming++
  }
  return confirming >= Math.floor((master.sentinels.size + 1) / 2) + 1
}
