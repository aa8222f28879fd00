/*
 * What becomes of a vote, an epoch or a configuration that has to be on disk before anybody hears of it.
 *
 * While the disk takes writes: it is on disk first (Step.guarded), so a process that restarts knows all that
 * it ever told.
 *
 * When no place takes the write (io/config-file.ts tries several), a sentinel goes on as Redis's does: it
 * warns, keeps the state in memory, tries again, and meanwhile greets, votes and fails over. Then one thing
 * is given up: after a restart the process does not know what was not written. The rule that remains:
 *
 * - A process votes once per epoch, whether the vote is on disk or in memory.
 * - A process whose first write after its start is refused does not know what it voted before. It abstains
 *   for one election time-out from its start, from voting for others and from standing itself, and it never
 *   votes in an epoch that it heard of until then.
 * - So an epoch can have two leaders only if a sentinel that voted from memory restarts, all places take
 *   writes again just then, and it is asked in the same epoch by somebody else who has not heard of the first
 *   vote. The configurations of the two have one epoch, and then the smaller address wins (hello.ts).
 *
 * A disk that does not answer at all counts as one that refuses, after one election time-out.
 */
import type { Step } from './context.ts'
import type { Answer, Held, RequestId } from './types.ts'

/** What a client is told that asked for a change which is in memory only. */
export const NOT_SAVED: Answer = { error: 'ERR Failed to save config file. Check server logs.' }

const RETRY_MIN_MS = 1000
const RETRY_MAX_MS = 15_000
/** Retries that fail are logged this often; failed changes always. */
const WARNING_MS = 60_000

/** Whether this process must not vote now; see the rule above. */
export function abstains(step: Step): boolean {
  return step.state.saving.abstainUntil !== 0
}

/** Whether an earlier process under our name may have voted in that epoch. */
export function mayHaveVoted(step: Step, epoch: number): boolean {
  return abstains(step) || epoch <= step.state.saving.abstainedEpoch
}

/** All up to that token is on disk. */
export function saved(step: Step, token: number): void {
  const { saving } = step.state
  saving.known = true
  saving.failures = 0
  saving.retryAt = 0
  answered(step, token)
  for (const entry of released(step, token)) perform(step, entry)
}

/** No place took the write: what waited for it happens all the same, and clients that asked are told. */
export function saveFailed(step: Step, token: number, reason: string): void {
  const { saving } = step.state
  warn(step, token, reason)
  saving.failures++
  saving.retryAt = step.now + Math.min(RETRY_MAX_MS, RETRY_MIN_MS << Math.min(saving.failures - 1, 4))
  answered(step, token)
  if (!saving.known) abstain(step)
  saving.known = true
  for (const entry of released(step, token)) {
    const { action, unsaved } = entry
    if (action.type === 'answer' && unsaved !== undefined) step.do({ ...action, reply: unsaved })
    else perform(step, entry)
  }
}

/** To be called with each tick: retries, and gives up on a disk that does not answer. */
export function askAgain(step: Step): void {
  const { saving, periods } = step.state
  if (abstains(step)) {
    saving.abstainedEpoch = step.state.currentEpoch
    if (step.now >= saving.abstainUntil) saving.abstainUntil = 0
  }
  if (!step.settled) {
    const patience = saving.hangs ? 0 : periods.electionTimeout
    if (step.now - saving.askedAt <= patience) return
    saveFailed(step, saving.asked, 'The disk does not answer')
    saving.hangs = true
    saving.retryAt = 0
  } else if (saving.retryAt !== 0 && step.now >= saving.retryAt) {
    saving.retryAt = 0
    step.persist()
    saving.retried = saving.asked
  }
}

function answered(step: Step, token: number): void {
  const { saving } = step.state
  saving.settled = Math.max(saving.settled, token)
  saving.askedAt = step.now
  saving.hangs = false
}

function released(step: Step, token: number): Held[] {
  const { state } = step
  const waited = state.held.filter(entry => entry.token <= token)
  if (waited.length > 0) state.held = state.held.filter(entry => entry.token > token)
  return waited
}

/** A request whose link went down meanwhile is not sent any more. */
function perform(step: Step, { action }: Held): void {
  if (action.type !== 'send' || step.state.requests.has(action.request)) step.do(action)
}

function warn(step: Step, token: number, reason: string): void {
  const { saving } = step.state
  const again = saving.failures > 0 && token === saving.retried
  if (again && step.now - saving.warnedAt < WARNING_MS) return
  saving.warnedAt = step.now
  const warning = 'WARNING: Sentinel was not able to save the new configuration on disk!!!'
  step.log('warning', `${warning}: ${reason}`)
}

/** Takes back the votes of this process, which nobody has heard of yet. */
function abstain(step: Step): void {
  const { saving, masters, currentEpoch, periods } = step.state
  saving.abstainUntil = saving.startedAt + periods.electionTimeout
  saving.abstainedEpoch = currentEpoch
  for (const master of masters.values()) master.leader = ''
  step.state.held = step.state.held.flatMap(entry => {
    const { action, abstained } = entry
    if (action.type === 'answer' && abstained !== undefined) {
      return [{ ...entry, action: { ...action, reply: abstained } }]
    }
    if (action.type !== 'send' || !asksForVote(step, action.request)) return [entry]
    forgetRequest(step, action.request)
    return []
  })
  const seconds = Math.max(0, Math.ceil((saving.abstainUntil - step.now) / 1000))
  step.log('warning', `What this sentinel voted before may not be on disk: it gives no vote for ${seconds} s`)
}

function asksForVote(step: Step, id: RequestId): boolean {
  return (step.state.requests.get(id)?.epoch ?? 0) !== 0
}

function forgetRequest(step: Step, id: RequestId): void {
  const request = step.state.requests.get(id)
  if (request === undefined) return
  step.state.requests.delete(id)
  const owner = step.state.links.get(request.link)
  if (owner === undefined) return
  owner.instance.pending--
  owner.instance.askPending = false
  owner.instance.voteAskedEpoch = 0
}
