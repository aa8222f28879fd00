/** The persistence section of INFO. */
import type { Server } from '../engine/server.ts'
import { type AofFacts, aofLines, aofSizeLines } from './aof/aof-info.ts'
import type { RdbSaver } from './rdb-saver.ts'

/** How far the data set is loaded. */
export interface LoadProgress {
  /** Wall-clock ms. */
  readonly startedAt: number
  readonly totalBytes: number
  loadedBytes: number
}

/** What is told of: `Persistence`. */
export interface Subject {
  readonly server: Server
  readonly saver: RdbSaver
  readonly aof: AofFacts
  /** The load under way, or null. */
  readonly load: LoadProgress | null
  readonly loadedKeys: number
  readonly expiredKeys: number
}

export function persistenceLines(subject: Subject): string[] {
  const { server, saver, aof, load } = subject
  const { now } = server.keyspace.state
  const { processed, total } = saver.progress
  return [
    `loading:${server.loading ? 1 : 0}`,
    'async_loading:0',
    'current_cow_peak:0',
    'current_cow_size:0',
    'current_cow_size_age:0',
    `current_fork_perc:${total === 0 ? '0.00' : ((processed * 100) / total).toFixed(2)}`,
    `current_save_keys_processed:${processed}`,
    `current_save_keys_total:${total}`,
    `rdb_changes_since_last_save:${server.dirty}`,
    `rdb_bgsave_in_progress:${saver.running ? 1 : 0}`,
    `rdb_last_save_time:${Math.floor(server.lastSave / 1000)}`,
    `rdb_last_bgsave_status:${saver.lastOk ? 'ok' : 'err'}`,
    `rdb_last_bgsave_time_sec:${saver.lastSeconds}`,
    `rdb_current_bgsave_time_sec:${saver.currentSeconds}`,
    `rdb_saves:${saver.saves}`,
    'rdb_last_cow_size:0',
    `rdb_last_load_keys_expired:${subject.expiredKeys}`,
    `rdb_last_load_keys_loaded:${subject.loadedKeys}`,
    ...aofLines(aof, now),
    'module_fork_in_progress:0',
    'module_fork_last_cow_size:0',
    ...aofSizeLines(aof),
    ...(load === null ? [] : loadLines(load, now)),
  ]
}

function loadLines({ startedAt, totalBytes, loadedBytes }: LoadProgress, now: number): string[] {
  const share = totalBytes === 0 ? 0 : loadedBytes / totalBytes
  const seconds = (now - startedAt) / 1000
  const left = share === 0 ? 1 : Math.round((seconds * (1 - share)) / share)
  return [
    `loading_start_time:${Math.floor(startedAt / 1000)}`,
    `loading_total_bytes:${totalBytes}`,
    'loading_rdb_used_mem:0',
    `loading_loaded_bytes:${loadedBytes}`,
    `loading_loaded_perc:${(share * 100).toFixed(2)}`,
    `loading_eta_seconds:${left}`,
  ]
}
