/*
 * The checkers must be able to fail: each of these cores is broken in one way, and some run must say so, with
 * its seed and the command that replays it.
 */
import { describe, expect, test } from 'vitest'
import { step } from '../../sentinel/core/step.ts'
import type { Action, Event, SentinelState } from '../../sentinel/core/types.ts'
import { runSeed } from './chaos.ts'
import type { StepFunction } from './sentinel-node.ts'

const SEEDS_TRIED = 60

function firstComplaint(broken: StepFunction): string {
  for (let seed = 1; seed <= SEEDS_TRIED; seed++) {
    try {
      runSeed(seed, { step: broken })
    } catch (problem) {
      return (problem as Error).message
    }
  }
  return 'no complaint'
}

/** Forgets each vote as soon as it is given. */
function votesTwice(state: SentinelState, event: Event, now: number): Action[] {
  for (const master of state.masters.values()) master.leaderEpoch = 0
  return step(state, event, now)
}

/** Takes every write for done at once, so votes leave before they are on disk. */
function doesNotWait(state: SentinelState, event: Event, now: number): Action[] {
  const actions = step(state, event, now)
  const token = state.saving.asked
  return [...actions, ...step(state, { type: 'persisted', token }, now)]
}

function countsOneVoteAsMajority(state: SentinelState, event: Event, now: number): Action[] {
  for (const master of state.masters.values()) {
    for (const peer of master.sentinels.values()) {
      if (master.failoverState !== 'wait_start') continue
      peer.votedLeader = state.myid
      peer.votedEpoch = master.failoverEpoch
    }
  }
  return step(state, event, now)
}

function overlooksPriority(state: SentinelState, event: Event, now: number): Action[] {
  for (const master of state.masters.values()) {
    for (const replica of master.replicas.values()) replica.priority = 1
  }
  return step(state, event, now)
}

function losesEpochs(state: SentinelState, event: Event, now: number): Action[] {
  const actions = step(state, event, now)
  if (event.type === 'linkDown' && state.currentEpoch > 2) state.currentEpoch--
  return actions
}

/** Never tells a server to follow another. */
function neverRepairs(state: SentinelState, event: Event, now: number): Action[] {
  const follows = (words: readonly string[]) => words[0] === 'SLAVEOF' && words[1] !== 'NO'
  return step(state, event, now).filter(action => action.type !== 'send' || !action.commands.some(follows))
}

describe('a broken core is caught', () => {
  test.each([
    ['votes twice in an epoch', votesTwice, /two votes for/],
    ['answers before its vote is on disk', doesNotWait, /forgot epoch|two votes for/],
    ['takes one vote for a majority', countsOneVoteAsMajority, /two leaders for/],
    ['promotes priority 0', overlooksPriority, /in spite of priority 0/],
    ['lets its epoch fall', losesEpochs, /epoch of .* fell|forgot epoch/],
    ['does not demote the old primary', neverRepairs, /never healed/],
  ] as const)('%s', { timeout: 120_000 }, (_what, broken, complaint) => {
    const message = firstComplaint(broken)
    expect(message).toMatch(complaint)
    expect(message).toMatch(/replay with: HOLDFAST_SEED=\d+ npx vitest run test\/simulation/)
  })
})
