/** What INFO tells of the append only file, in Redis 7.2's order. */
import type { RewriteHistory } from './rewrite-history.ts'

/** What is told of: `Aof`. */
export interface AofFacts {
  readonly state: 'off' | 'starting' | 'on'
  readonly scheduled: boolean
  readonly history: RewriteHistory
  /** The rewrite under way, or null. */
  readonly rewriting: { readonly startedAt: number } | null
  readonly writeError: string | null
  readonly size: number
  readonly baseSize: number
  readonly waiting: number
  readonly syncsPending: number
  readonly delayedFsync: number
}

/** `now` is wall-clock ms. */
export function aofLines(
  { state, scheduled, history, rewriting, writeError }: AofFacts,
  now: number,
): string[] {
  const running = rewriting === null ? -1 : Math.max(0, Math.floor((now - rewriting.startedAt) / 1000))
  return [
    `aof_enabled:${state === 'off' ? 0 : 1}`,
    `aof_rewrite_in_progress:${rewriting === null ? 0 : 1}`,
    `aof_rewrite_scheduled:${scheduled ? 1 : 0}`,
    `aof_last_rewrite_time_sec:${history.lastSeconds}`,
    `aof_current_rewrite_time_sec:${running}`,
    `aof_last_bgrewrite_status:${history.lastOk ? 'ok' : 'err'}`,
    `aof_rewrites:${history.begun}`,
    `aof_rewrites_consecutive_failures:${history.consecutiveFailures}`,
    `aof_last_write_status:${writeError === null ? 'ok' : 'err'}`,
    'aof_last_cow_size:0',
  ]
}

/** What is told only while it is on. */
export function aofSizeLines(aof: AofFacts): string[] {
  if (aof.state === 'off') return []
  return [
    `aof_current_size:${aof.size}`,
    `aof_base_size:${aof.baseSize}`,
    `aof_pending_rewrite:${aof.scheduled && aof.rewriting === null ? 1 : 0}`,
    `aof_buffer_length:${aof.waiting}`,
    `aof_pending_bio_fsync:${aof.syncsPending}`,
    `aof_delayed_fsync:${aof.delayedFsync}`,
  ]
}
