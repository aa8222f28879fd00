/*
 * The failover itself, in Redis's states: wait_start (election), select_slave, send_slaveof_noone,
 * wait_promotion, reconf_slaves.
 *
 * Each state is left in the very event that allows it, where Redis waits for its next timer or the next
 * INFO: the promotion is confirmed by a ROLE that follows EXEC on the same link. A promotion that hangs is
 * given up after seconds (and another attempt made) rather than after failover-timeout.
 */

import type { Step } from './context.ts'
import { commandName, slaveofTransaction } from './context.ts'
import { isError } from './detection.ts'
import { askForVotes, electionResult, failoverIsDue, retryDelay, vote } from './election.ts'
import { demotePredecessor, reconfigureReplicas } from './reconf.ts'
import { queueReconfScript } from './scripts.ts'
import { selectReplica } from './selection.ts'
import { clearFailover, greetAtOnce } from './switch.ts'
import type { FailoverState, Instance, Master, Reply } from './types.ts'

/** How long the leader waits for INFO newer than its candidacy, so as to compare offsets of now. */
const FRESH_OFFSETS_MS = 150
const PROMOTION_MAX_MS = 5000
const PROMOTION_RESEND_MS = 1000
const ROLE_POLL_MS = 100
const NO_REPLICA_RETRY_MS = 1000
const NO_REPLICA_RETRY_MAX_MS = 10_000
const CRASH_CODE = 99

/** Starts one if it is due, and takes a running one as far as it can go now. */
export function advanceFailover(step: Step, master: Master): void {
  if (step.state.tilt) return
  if (failoverIsDue(step, master)) startFailover(step, master, false)
  if (master.failoverState === 'wait_start') waitForElection(step, master)
  if (master.failoverState === 'select_slave') select(step, master)
  if (master.failoverState === 'send_slaveof_noone') promote(step, master)
  if (master.failoverState === 'wait_promotion') waitForPromotion(step, master)
  if (master.failoverState === 'reconf_slaves') reconfigureReplicas(step, master)
}

function enter(step: Step, master: Master, state: FailoverState): void {
  master.failoverState = state
  master.failoverStateTime = step.now
}

export function startFailover(step: Step, master: Master, forced: boolean): void {
  const { state } = step
  enter(step, master, 'wait_start')
  master.failoverForced = forced
  master.failoverStartTime = step.now
  master.failoverScheduledAt = 0
  master.foreignVoteSince = 0
  state.currentEpoch++
  master.failoverEpoch = state.currentEpoch
  step.persist()
  step.event('warning', '+new-epoch', master, null, String(state.currentEpoch))
  step.event('warning', '+try-failover', master, master.primary)
  vote(step, master, master.failoverEpoch, state.myid)
  for (const replica of master.replicas.values()) requestInfo(step, master, replica)
}

export function requestInfo(step: Step, master: Master, inst: Instance): void {
  if (!step.send(inst, 'info', [[commandName(master, inst, 'INFO')]])) return
  inst.lastInfoSent = step.now
  inst.infoPending = true
}

/** The attempt is over; the next may start after wait ms. */
function abort(step: Step, master: Master, event: string, wait: number): void {
  step.event('warning', event, master, master.primary)
  master.failoverAttempts++
  clearFailover(step, master)
  master.failoverNotBefore = Math.max(master.failoverNotBefore, step.now + wait)
}

function waitForElection(step: Step, master: Master): void {
  if (!master.failoverForced) {
    if (!master.primary.sdown) {
      abort(step, master, '-failover-abort-not-elected', retryDelay(step, master))
      return
    }
    askForVotes(step, master)
  }
  const result = electionResult(step, master)
  if (result === 'open') return
  if (result === 'lost') {
    abort(step, master, '-failover-abort-not-elected', retryDelay(step, master))
    return
  }
  step.event('warning', '+elected-leader', master, master.primary)
  if (step.state.crashAfterElection) crash(step)
  enter(step, master, 'select_slave')
  step.event('warning', '+failover-state-select-slave', master, master.primary)
}

function crash(step: Step): void {
  step.log('warning', 'Sentinel CRASH because of SENTINEL simulate-failure')
  step.guarded({ type: 'exit', code: CRASH_CODE })
}

function select(step: Step, master: Master): void {
  const { state, now } = step
  if (now - master.failoverStateTime < FRESH_OFFSETS_MS) {
    for (const replica of master.replicas.values()) {
      const stale = replica.infoPending && replica.infoRefresh < master.failoverStartTime
      if (stale && !replica.sdown && replica.priority !== 0) return
    }
  }
  const chosen = selectReplica(state, master, now)
  if (chosen === null) {
    const wait = Math.min(
      NO_REPLICA_RETRY_MAX_MS,
      NO_REPLICA_RETRY_MS << Math.min(master.failoverAttempts, 4),
    )
    abort(step, master, '-failover-abort-no-good-slave', wait)
    return
  }
  master.promoted = chosen
  step.event('warning', '+selected-slave', master, chosen)
  enter(step, master, 'send_slaveof_noone')
  step.event('notice', '+failover-state-send-slaveof-noone', master, chosen)
}

function promotionPatience(master: Master): number {
  return Math.min(PROMOTION_MAX_MS, master.failoverTimeout)
}

function promote(step: Step, master: Master): void {
  const chosen = master.promoted!
  if (sendPromotion(step, master, chosen)) {
    enter(step, master, 'wait_promotion')
    step.event('notice', '+failover-state-wait-promotion', master, chosen)
  } else if (step.now - master.failoverStateTime > promotionPatience(master)) {
    abort(step, master, '-failover-abort-slave-timeout', retryDelay(step, master))
  }
}

function sendPromotion(step: Step, master: Master, chosen: Instance): boolean {
  if (!step.send(chosen, 'promote', slaveofTransaction(step.state, master, chosen, null, 0))) return false
  chosen.reconfSentTime = step.now
  askRole(step, master, chosen)
  return true
}

function askRole(step: Step, master: Master, inst: Instance): void {
  step.send(inst, 'role', [[commandName(master, inst, 'ROLE')]])
  inst.lastInfoSent = step.now
}

function waitForPromotion(step: Step, master: Master): void {
  const { now } = step
  const chosen = master.promoted!
  if (now - master.failoverStateTime > promotionPatience(master)) {
    abort(step, master, '-failover-abort-slave-timeout', retryDelay(step, master))
    return
  }
  if (now - chosen.reconfSentTime >= PROMOTION_RESEND_MS) sendPromotion(step, master, chosen)
  else if (now - chosen.lastInfoSent >= ROLE_POLL_MS) askRole(step, master, chosen)
}

/**
 * The reply to EXEC. A transaction that was refused as a whole (a command unknown there) is done without.
 */
export function receivePromotionReply(step: Step, master: Master, inst: Instance, reply: Reply): void {
  if (master.promoted !== inst || master.failoverState !== 'wait_promotion') return
  if (!isError(reply)) return
  step.log('warning', `${inst.host}:${inst.port} refused the promotion transaction: ${reply.error}`)
  if (reply.error.startsWith('EXECABORT')) {
    step.send(inst, 'slaveof', [[commandName(master, inst, 'SLAVEOF'), 'NO', 'ONE']])
  }
}

/** A replica says that it is a primary: if it is the one we are promoting, that stage is reached. */
export function confirmPromotion(step: Step, master: Master, inst: Instance): boolean {
  if (master.promoted !== inst || master.failoverState !== 'wait_promotion') return false
  const old = master.primary
  master.configEpoch = master.failoverEpoch
  master.configIsOurs = true
  enter(step, master, 'reconf_slaves')
  step.persist()
  step.event('warning', '+promoted-slave', master, inst)
  if (step.state.crashAfterPromotion) crash(step)
  step.event('warning', '+failover-state-reconf-slaves', master, old)
  queueReconfScript(step, master, 'leader', old, inst.host, inst.port)
  demotePredecessor(step, master, inst)
  greetAtOnce(master)
  return true
}
