/*
 * The monitoring half of a tick: links, PING, INFO and hellos to every peer of a master, each at its
 * period.
 */
import type { Step } from './context.ts'
import { pingPeriod, sendPing } from './detection.ts'
import { requestInfo } from './failover.ts'
import { sendHello } from './hello.ts'
import { checkSilence, openLinks } from './links.ts'
import { allInstances } from './state.ts'
import type { Instance, Master } from './types.ts'

const INFO_EAGER_MS = 1000
/** INFO of the replicas that a running failover waits for. */
const INFO_FAILOVER_MS = 200
/** A primary newly connected is asked eagerly for so long, because its replicas arrive one by one. */
const NEW_PRIMARY_MS = 15_000

export function watch(step: Step, master: Master): void {
  for (const inst of allInstances(master)) {
    checkSilence(step, master, inst)
    openLinks(step, master, inst)
    if (inst.command.connected) converse(step, master, inst)
  }
}

/** Sends what is due; also called when the link has just come up. */
export function converse(step: Step, master: Master, inst: Instance): void {
  const { now, state } = step
  if (inst.kind !== 'sentinel' && now - inst.lastInfoSent >= infoPeriod(step, master, inst)) {
    requestInfo(step, master, inst)
  }
  if (now - inst.lastPingTime >= pingPeriod(step, master)) sendPing(step, master, inst)
  if (inst.lastHelloSent === 0 || now - inst.lastHelloSent >= state.periods.publish)
    sendHello(step, master, inst)
}

function infoPeriod(step: Step, master: Master, inst: Instance): number {
  const usual = step.state.periods.info
  if (inst.infoRefresh === 0) return Math.min(INFO_EAGER_MS, usual)
  if (inst.kind === 'master') {
    const eager =
      master.replicas.size === 0 || inst.roleReported !== 'master' || inst.rebootSince !== 0 || inst.loading
    const fresh = step.now - inst.command.since < NEW_PRIMARY_MS
    return eager || fresh ? Math.min(INFO_EAGER_MS, usual) : usual
  }
  if (inst.reconf === 'sent' || inst.reconf === 'inprog') return Math.min(INFO_FAILOVER_MS, usual)
  // A primary that has just come back may lack what its replicas hold: they find out within seconds.
  const returned = step.now - master.primary.command.since < NEW_PRIMARY_MS
  if (returned && !inst.masterLinkUp) return Math.min(INFO_FAILOVER_MS, usual)
  const failing = returned || master.primary.sdown || master.odown || master.failoverState !== 'none'
  const stray = inst.roleReported === 'master' || inst.masterLinkDownMs !== 0 || !inst.masterLinkUp
  return failing || stray ? Math.min(INFO_EAGER_MS, usual) : usual
}
