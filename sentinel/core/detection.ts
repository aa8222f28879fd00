/*
 * Who is down: SDOWN in our own eyes, ODOWN when a quorum agrees.
 *
 * Where Redis asks its peers once a second, they are asked the instant SDOWN is reached and then every 150
 * ms until the quorum stands; and a question from a peer about a primary that we also miss is answered with
 * a question. PINGs are sent ten times per down-after (at most once a second, as in Redis), so a freeze is
 * noticed within down-after plus a tenth of it.
 */

import type { Step } from './context.ts'
import { commandName } from './context.ts'
import type { Instance, Master, Reply } from './types.ts'

const PING_MIN_MS = 50
/** While waiting for the quorum. */
const ASK_EAGER_MS = 150
const ASK_BACK_MS = 20
/** Peers' "down" holds for so many ask periods. */
const DOWN_REPLY_VALID_PERIODS = 5

export function pingPeriod(step: Step, master: Master): number {
  return Math.min(step.state.periods.ping, Math.max(PING_MIN_MS, Math.floor(master.downAfter / 10)))
}

export function sendPing(step: Step, master: Master, inst: Instance): void {
  if (!step.send(inst, 'ping', [[commandName(master, inst, 'PING')]])) return
  inst.lastPingTime = step.now
  if (inst.actPingTime === 0) inst.actPingTime = step.now
}

export function receivePong(step: Step, master: Master, inst: Instance, reply: Reply): void {
  const { now } = step
  const text = typeof reply === 'string' ? reply : isError(reply) ? reply.error : ''
  inst.lastPongTime = now
  if (/^(PONG|LOADING|MASTERDOWN)/.test(text)) {
    inst.lastAvailTime = now
    inst.actPingTime = 0
    inst.scriptKillSent = false
    if (text.startsWith('PONG')) inst.rebootSince = 0
  } else if (text.startsWith('BUSY') && inst.sdown && !inst.scriptKillSent) {
    inst.scriptKillSent = step.send(inst, 'scriptKill', [[commandName(master, inst, 'SCRIPT'), 'KILL']])
  }
}

export function isError(reply: Reply): reply is { error: string } {
  return typeof reply === 'object' && reply !== null && !Array.isArray(reply)
}

/** How long the peer has given no acceptable sign of life. */
function silence(inst: Instance, now: number): number {
  if (inst.actPingTime !== 0) return now - inst.actPingTime
  return inst.command.connected ? 0 : now - inst.lastAvailTime
}

function looksDown(step: Step, master: Master, inst: Instance): boolean {
  const { now, state } = step
  if (silence(inst, now) > master.downAfter) return true
  if (master.refusedAfter > 0 && inst.refusedSince !== 0 && now - inst.refusedSince > master.refusedAfter)
    return true
  if (inst.kind !== 'master') return false
  const roleIsWrongFor = inst.roleReported === 'slave' ? now - inst.roleReportedTime : 0
  if (master.rebootBehindSince !== 0) return true
  if (roleIsWrongFor > master.downAfter + state.periods.info * 2) return true
  return inst.rebootSince !== 0 && now - inst.rebootSince > master.masterRebootDownAfterPeriod
}

/** Enters or leaves SDOWN. Answers whether it was entered now. */
export function checkSdown(step: Step, master: Master, inst: Instance): boolean {
  const down = looksDown(step, master, inst)
  if (down === inst.sdown) return false
  inst.sdown = down
  if (down) inst.sdownSince = step.now
  else inst.scriptKillSent = false
  step.event('warning', down ? '+sdown' : '-sdown', master, inst)
  return down
}

export function checkOdown(step: Step, master: Master): void {
  let agreeing = 0
  if (master.primary.sdown) {
    agreeing = 1
    for (const peer of master.sentinels.values()) if (peer.masterDown) agreeing++
  }
  const down = master.primary.sdown && agreeing >= master.quorum
  if (down === master.odown) return
  master.odown = down
  if (down) {
    master.odownSince = step.now
    step.event('warning', '+odown', master, master.primary, `#quorum ${agreeing}/${master.quorum}`)
  } else {
    step.event('warning', '-odown', master, master.primary)
    master.foreignVoteSince = 0
    master.failoverAttempts = 0
    master.failoverScheduledAt = 0
  }
}

export function expireDownReplies(step: Step, master: Master): void {
  const valid = step.state.periods.ask * DOWN_REPLY_VALID_PERIODS
  for (const peer of master.sentinels.values()) {
    if (!peer.masterDown && peer.votedLeader === '?') continue
    if (step.now - peer.lastDownReply <= valid) continue
    peer.masterDown = false
    peer.votedLeader = '?'
  }
}

/**
 * Asks every peer that is due for its view of a primary that is SDOWN for us; candidates ask for votes
 * instead.
 */
export function askPeers(step: Step, master: Master): void {
  if (!master.primary.sdown || master.failoverState === 'wait_start') return
  const period = master.odown ? step.state.periods.ask : Math.min(ASK_EAGER_MS, step.state.periods.ask)
  for (const peer of master.sentinels.values()) {
    const since = step.now - peer.lastAskSent
    if (since >= (peer.askPending ? step.state.periods.ask : period)) ask(step, master, peer, '*')
  }
}

/** A peer asked us about a primary that is SDOWN for us too: it may have just come to think so. */
export function askBack(step: Step, master: Master): void {
  if (!master.primary.sdown || master.odown || step.state.tilt) return
  for (const peer of master.sentinels.values()) {
    if (step.now - peer.lastAskSent >= ASK_BACK_MS) ask(step, master, peer, '*')
  }
}

/** candidate: our run id to ask for the peer's vote, or '*'. */
export function ask(step: Step, master: Master, peer: Instance, candidate: string): boolean {
  const { primary } = master
  // A vote is asked for in the candidacy's own epoch, even if a later one has been heard of meanwhile.
  const epoch = String(candidate === '*' ? step.state.currentEpoch : master.failoverEpoch)
  const command = ['SENTINEL', 'is-master-down-by-addr', primary.host, String(primary.port), epoch, candidate]
  if (!step.send(peer, 'ask', [command], candidate === '*' ? 0 : master.failoverEpoch)) return false
  peer.lastAskSent = step.now
  peer.askPending = true
  return true
}

export function receiveAskReply(step: Step, peer: Instance, reply: Reply, epoch: number): void {
  peer.askPending = false
  if (epoch > 0) peer.voteRepliedEpoch = epoch
  if (!Array.isArray(reply) || reply.length !== 3) return
  const [down, leader, leaderEpoch] = reply
  if (typeof down !== 'number' || typeof leader !== 'string' || typeof leaderEpoch !== 'number') return
  peer.lastDownReply = step.now
  peer.masterDown = down === 1
  if (leader === '*') return
  peer.votedLeader = leader
  peer.votedEpoch = leaderEpoch
}
