/*
 * How the core stands with the disk; saving.ts says what follows from it.
 */

/** Whether the state is where a restart finds it; saving.ts has the rule. Times are `now` values. */
export interface Saving {
  /** The newest Persist asked for. */
  asked: number
  /** The newest that was answered: written, or given up because the disk refuses. Equal: nothing is held. */
  settled: number
  /** Since when the oldest unanswered Persist waits. */
  askedAt: number
  /** The disk has not answered for too long: further Persists are given up at once. */
  hangs: boolean
  /** Writes that failed in a row. */
  failures: number
  /** When to ask again after a failure; 0: not failed. */
  retryAt: number
  /** The newest Persist that a retry asked for, not a change. */
  retried: number
  /** When a failure was last logged. */
  warnedAt: number
  /** The disk has answered this process, with a yes or a no. */
  known: boolean
  /** When this process started. */
  startedAt: number
  /** No votes, for others or for itself, before the first tick after this time; 0: it votes. */
  abstainUntil: number
  /** Epochs up to this one may have had a vote of an earlier process. */
  abstainedEpoch: number
}

export function createSaving(now: number): Saving {
  return {
    asked: 0,
    settled: 0,
    askedAt: now,
    hangs: false,
    failures: 0,
    retryAt: 0,
    retried: 0,
    warnedAt: 0,
    known: false,
    startedAt: now,
    abstainUntil: 0,
    abstainedEpoch: 0,
  }
}
