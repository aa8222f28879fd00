/**
 * How every snapshot begins, whatever it is for: a file, the base of an append only file, a full sync. First
 * the stream's header and auxiliary fields, as Redis writes them, then the walk, whose start is timed: that
 * pause is what Redis calls fork time. And how it goes on: a slice at a time.
 */
import { REDIS_VERSION } from '../../shared/command/version.ts'
import type { Server } from '../engine/server.ts'
import { Snapshot } from '../keyspace/snapshot.ts'
import type { ImageForm } from './image.ts'
import { KeyDelay } from './key-delay.ts'
import { VERSION_FIELD_EXPIRY, VERSION_WRITTEN } from './rdb/rdb-format.ts'
import { type RdbSink, RdbWriter } from './rdb/rdb-writer.ts'

/** Longer strings go uncompressed: compressing one must not take longer than a slice. */
const LZF_MAX = 64 * 1024

/** Where the data stands in its history, for who loads it and wants to continue from there. */
export interface StreamPlace {
  /** Database that the replication stream is in. */
  readonly db: number
  /** Replication ID and offset. */
  readonly id: string
  readonly offset: number
  /** Address of the primary that a replica has it from, as LineageGuard writes it; null: none that binds. */
  readonly origin?: string | null
}

/** A stream as far as its auxiliary fields. `place` is null where no history is kept. */
export function openRdb(
  server: Server,
  sink: RdbSink,
  place: StreamPlace | null,
  aofBase = false,
): RdbWriter {
  const { store, keyspace } = server
  const writer = new RdbWriter(sink, {
    compression: store.bool('rdbcompression'),
    checksum: store.bool('rdbchecksum'),
    lzfMaxLength: LZF_MAX,
  })
  const timed = keyspace.databases.some(db => db.timedHashes.count > 0)
  writer.header(timed ? VERSION_FIELD_EXPIRY : VERSION_WRITTEN)
  writer.aux('redis-ver', REDIS_VERSION)
  writer.aux('redis-bits', '64')
  writer.aux('ctime', String(Math.floor(keyspace.state.now / 1000)))
  writer.aux('used-mem', String(server.usedMemory()))
  if (place !== null) {
    writer.aux('repl-stream-db', String(place.db))
    writer.aux('repl-id', place.id)
    writer.aux('repl-offset', String(place.offset))
    // Redis passes over a field that it does not know.
    if (place.origin) writer.aux('repl-origin', place.origin)
  }
  writer.aux('aof-base', aofBase ? '1' : '0')
  return writer
}

/** The walk that writes the data as it is now. */
export function beginSnapshot(server: Server, form: ImageForm): Snapshot {
  const { keyspace, notice, parts, settings, stats, store } = server
  const before = parts.clock.monotonicUs()
  const snapshot = new Snapshot(keyspace, form, settings.maxmemoryPolicy)
  const usec = Math.round(parts.clock.monotonicUs() - before)
  // As a child would, it keeps what was set when it began.
  const delay = store.number('rdb-key-save-delay')
  if (delay !== 0) snapshot.delay = new KeyDelay(delay)
  stats.latestForkUsec = usec
  stats.totalForks++
  parts.observe.snapshotStart(usec / 1e6)
  server.latency.add('fork', usec / 1000, keyspace.state.now)
  notice.notice(`Snapshot of ${snapshot.keys} keys started in ${usec} microseconds, without fork`)
  return snapshot
}

/**
 * Walks on for a slice, as long as whoever takes the bytes has room: `more` is to be done at once, or there
 * is no room, or a delay is to be waited for (`full`), or it is `done`.
 */
export function walkSlice(
  server: Server,
  snapshot: Snapshot,
  hasRoom: () => boolean,
  budgetUs: number,
): 'more' | 'full' | 'done' {
  const { clock } = server.parts
  const until = clock.monotonicUs() + budgetUs
  const { delay } = snapshot
  if (delay !== null && delay.left(clock.monotonicUs()) > 0) return 'full'
  while (hasRoom()) {
    const { written } = snapshot
    const more = snapshot.step()
    const now = clock.monotonicUs()
    if (delay !== null) {
      delay.add(snapshot.written - written, now)
      if (delay.left(now) > 0) return 'full'
    }
    if (!more) return 'done'
    if (now >= until) return 'more'
  }
  return 'full'
}
