/*
 * Who leads a failover. One vote per sentinel, master and epoch, first come first served, on disk before
 * anyone hears of it (saving.ts says what holds when the disk refuses). A candidate needs a majority of all
 * known sentinels and at least the quorum.
 *
 * Departures from Redis. Candidates start within 80 ms of ODOWN rather than within a second, and one who
 * was not elected tries again within two seconds in a new epoch; Redis waits twice failover-timeout (six
 * minutes by default). In return, who has voted for another gives it a bounded time in peace, longer while
 * its hellos arrive; and an elected leader at work gives its own name instead of a new vote.
 */
import type { Step } from './context.ts'
import { ask } from './detection.ts'
import { randomBelow } from './random.ts'
import { abstains, mayHaveVoted } from './saving.ts'
import { votesNeeded } from './state.ts'
import type { Instance, Master } from './types.ts'

/** Random wait between ODOWN and candidacy, so that not everybody starts at once. */
const DESYNC_MS = 80
/** How long a candidacy lasts at most. */
const CANDIDACY_MS = 1000
const RETRY_MIN_MS = 50
const RETRY_MAX_MS = 900
/** A leader we voted for is left alone for so long after its last sign of life... */
const LEADER_GRACE_MS = 4000
/** ...but all foreign leaders of one outage together for no longer than this. */
const FOREIGN_MAX_MS = 12_000
/** For so long after its start an elected leader does not vote for others. */
const LEADING_MS = 5000

/**
 * Votes if that is still possible in that epoch; the vote that stands is in master.leader,
 * master.leaderEpoch.
 */
export function vote(step: Step, master: Master, epoch: number, candidate: string): void {
  const { state } = step
  if (epoch > state.currentEpoch) {
    state.currentEpoch = epoch
    step.persist()
    step.event('warning', '+new-epoch', master, null, String(epoch))
  }
  if (master.leaderEpoch >= epoch || state.currentEpoch > epoch) return
  if (candidate !== state.myid && isLeading(step, master)) return
  if (mayHaveVoted(step, epoch) && !(candidate === state.myid && master.failoverForced)) return
  master.leader = candidate
  master.leaderEpoch = epoch
  step.persist()
  step.event('warning', '+vote-for-leader', master, null, `${candidate} ${epoch}`)
  if (candidate !== state.myid) makeRoomFor(step, master)
}

function isLeading(step: Step, master: Master): boolean {
  const working = master.failoverState !== 'none' && master.failoverState !== 'wait_start'
  return working && step.now - master.failoverStartTime < LEADING_MS
}

/** We voted for another: leave it the field for a while. */
function makeRoomFor(step: Step, master: Master): void {
  master.failoverScheduledAt = 0
  const fresh = master.foreignVoteSince !== 0 && step.now - master.foreignVoteSince < 2 * FOREIGN_MAX_MS
  if (!fresh) master.foreignVoteSince = step.now
  postpone(step, master)
}

function postpone(step: Step, master: Master): void {
  const latest = master.foreignVoteSince + Math.min(master.failoverTimeout, FOREIGN_MAX_MS)
  const until = Math.min(step.now + Math.min(master.failoverTimeout, LEADER_GRACE_MS), latest)
  master.failoverNotBefore = Math.max(master.failoverNotBefore, until)
}

/** The leader we voted for is alive and may still be at work. */
export function leaderGreeted(step: Step, master: Master, peer: Instance): void {
  if (!master.odown || master.leader !== peer.runId || master.foreignVoteSince === 0) return
  if (peer.helloEpoch >= master.leaderEpoch) postpone(step, master)
}

/** Whether an automatic failover is due now; plans one when it becomes possible. */
export function failoverIsDue(step: Step, master: Master): boolean {
  const early = step.now < master.failoverNotBefore || abstains(step)
  if (!master.odown || master.failoverState !== 'none' || early) {
    master.failoverScheduledAt = 0
    return false
  }
  if (master.failoverScheduledAt === 0)
    master.failoverScheduledAt = step.now + randomBelow(step.state, DESYNC_MS)
  return step.now >= master.failoverScheduledAt
}

/** Whether our own vote is still for ourselves: we may have voted for another in a later epoch. */
function isCandidate(step: Step, master: Master): boolean {
  return master.leader === step.state.myid && master.leaderEpoch === master.failoverEpoch
}

/** Sends the vote request to every peer that has not got it on its present link. */
export function askForVotes(step: Step, master: Master): void {
  if (!isCandidate(step, master)) return
  for (const peer of master.sentinels.values()) {
    if (peer.voteAskedEpoch === master.failoverEpoch) continue
    if (ask(step, master, peer, step.state.myid)) peer.voteAskedEpoch = master.failoverEpoch
  }
}

export type ElectionResult = 'won' | 'lost' | 'open'

export function electionResult(step: Step, master: Master): ElectionResult {
  const { state, now } = step
  const patience = Math.min(CANDIDACY_MS, state.periods.electionTimeout, master.failoverTimeout)
  const late = now - master.failoverStartTime > patience
  const epoch = master.failoverEpoch
  if (!isCandidate(step, master)) return 'lost'
  if (!step.settled) return late ? 'lost' : 'open'
  if (master.failoverForced) return 'won'
  let votes = 1
  let undecided = 0
  for (const peer of master.sentinels.values()) {
    if (peer.votedEpoch === epoch && peer.votedLeader === state.myid) votes++
    else if (peer.voteRepliedEpoch !== epoch && peer.command.connected) undecided++
  }
  const needed = votesNeeded(master)
  if (votes >= needed) return 'won'
  if (votes + undecided < needed && now - master.failoverStartTime >= RETRY_MIN_MS) return 'lost'
  return late ? 'lost' : 'open'
}

/**
 * How long a candidate that lost waits: random, growing with each loss, never so long that a retry takes 2
 * s.
 */
export function retryDelay(step: Step, master: Master): number {
  const took = step.now - master.failoverStartTime
  const spread = Math.min(RETRY_MAX_MS, Math.max(100 << Math.min(master.failoverAttempts, 4), 4 * took))
  return RETRY_MIN_MS + randomBelow(step.state, spread)
}
