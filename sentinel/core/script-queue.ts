/*
 * The queue of user scripts that wait for their turn; scripts.ts runs them.
 */
import type { ScriptJob, SentinelState } from './types.ts'

/** Redis's limit; beyond it the oldest that does not run yet is dropped. */
const QUEUE_MAX = 256

export function queueScript(state: SentinelState, now: number, path: string, args: string[]): void {
  const job: ScriptJob = {
    id: state.nextJob++,
    path,
    args,
    running: false,
    killed: false,
    pid: 0,
    startedAt: 0,
    notBefore: now,
    attempts: 0,
  }
  state.scripts.push(job)
  if (state.scripts.length > QUEUE_MAX) {
    const oldest = state.scripts.findIndex(queued => !queued.running)
    if (oldest >= 0) state.scripts.splice(oldest, 1)
  }
}
