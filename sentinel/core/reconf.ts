/*
 * After the promotion: the other replicas are pointed at the new primary, parallel-syncs at a time, and
 * when all are done, or failover-timeout is over, the master's address changes.
 */

import type { Step } from './context.ts'
import { slaveofTransaction } from './context.ts'
import { sameAddress } from './state.ts'
import { switchMaster } from './switch.ts'
import type { Instance, Master } from './types.ts'

/**
 * Tells the old primary first of all, if there is a way to it. Redis leaves it a primary until the failover
 * has ended and 8 s more, and whatever its clients write meanwhile is lost. One that is frozen finds this in
 * its socket when it wakes.
 */
export function demotePredecessor(step: Step, master: Master, promoted: Instance): void {
  const { primary } = master
  step.send(primary, 'slaveof', slaveofTransaction(step.state, master, primary, promoted.host, promoted.port))
}

export function reconfigureReplicas(step: Step, master: Master): void {
  const promoted = master.promoted!
  let inProgress = 0
  for (const replica of master.replicas.values()) {
    if (replica.reconf !== 'sent' && replica.reconf !== 'inprog') continue
    if (
      replica.reconf === 'sent' &&
      step.now - replica.reconfSentTime > step.state.periods.slaveReconfTimeout
    ) {
      step.event('notice', '-slave-reconf-sent-timeout', master, replica)
      replica.reconf = 'done'
    } else if (!replica.sdown) inProgress++
  }
  for (const replica of master.replicas.values()) {
    if (inProgress >= master.parallelSyncs) break
    if (replica === promoted || replica.reconf !== 'none' || replica.sdown) continue
    if (sendReconf(step, master, replica, promoted, '+slave-reconf-sent')) inProgress++
  }
  finishWhenDone(step, master, promoted)
}

function sendReconf(
  step: Step,
  master: Master,
  replica: Instance,
  promoted: Instance,
  event: string,
): boolean {
  const commands = slaveofTransaction(step.state, master, replica, promoted.host, promoted.port)
  if (!step.send(replica, 'slaveof', commands)) return false
  replica.reconf = 'sent'
  replica.reconfSentTime = step.now
  step.event('notice', event, master, replica)
  return true
}

function finishWhenDone(step: Step, master: Master, promoted: Instance): void {
  const late = step.now - master.failoverStateTime > master.failoverTimeout
  let open = 0
  for (const replica of master.replicas.values()) {
    if (replica !== promoted && replica.reconf !== 'done' && !replica.sdown) open++
  }
  // A new primary that is down already must be watched as such, whatever the replicas do.
  if (open > 0 && !late && !promoted.sdown) return
  if (open > 0 && late) step.event('warning', '+failover-end-for-timeout', master, master.primary)
  step.event('warning', '+failover-end', master, master.primary)
  if (open > 0 && late) {
    for (const replica of master.replicas.values()) {
      if (replica === promoted || replica.reconf !== 'none') continue
      sendReconf(step, master, replica, promoted, '+slave-reconf-sent-be')
    }
  }
  switchMaster(step, master, promoted.host, promoted.port)
}

/** INFO of a replica being reconfigured: has it obeyed, and is it in sync? */
export function noteReconfProgress(step: Step, master: Master, replica: Instance): void {
  const { promoted } = master
  if (promoted === null) return
  const { masterHost, masterPort } = replica
  const follows = sameAddress(step.state, masterHost, masterPort, promoted.host, promoted.port)
  if (replica.reconf === 'sent' && follows) {
    replica.reconf = 'inprog'
    step.event('notice', '+slave-reconf-inprog', master, replica)
  }
  if (replica.reconf === 'inprog' && follows && replica.masterLinkUp) {
    replica.reconf = 'done'
    step.event('notice', '+slave-reconf-done', master, replica)
  }
}
