/**
 * What a changed directive means while the server runs. Most readers ask `Settings` each time; here is what
 * has to be told. Values that are only put somewhere are put there on every change of any directive.
 */
import { type Client, clientState } from '../../shared/client/client.ts'
import { fromUtf8, utf8 } from '../../shared/config/split-args.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import type { ProcessLog } from '../../shared/io/log/log.ts'
import type { LogLevel } from '../../shared/ports/log.ts'
import type { Gates } from '../engine/admission/gates.ts'
import type { Engine } from '../engine/engine.ts'
import type { Upkeep } from '../engine/upkeep.ts'
import { ARENA_BYTES_MAX } from '../memory/arena.ts'
import type { Heart } from './heart.ts'
import type { Listeners } from './listeners.ts'

export type LiveParts = {
  engine: Engine
  gates: Gates
  upkeep: Upkeep
  log: ProcessLog
  heart: Heart
  listeners: Listeners
}

/** Applies the configuration as it is, and every change to come. */
export function applyConfig(parts: LiveParts): void {
  const { engine, gates, upkeep, log, heart, listeners } = parts
  const { server } = engine
  const { store, settings } = server
  const refresh = (): void => {
    log.level = store.text('loglevel') as LogLevel
    server.setNotifications(settings.notifyKeyspaceEvents)
    server.slowlog.limit = settings.slowlogMaxLen
    server.slowlog.trim()
    server.latency.threshold = settings.latencyMonitorThresholdMillis
    engine.timer.setThreshold(slowUsec(settings.slowlogLogSlowerThanMicros, server.latency.threshold))
    engine.timer.tracking = settings.latencyTracking
    upkeep.configure()
    server.log.keep = settings.replBacklogSizeBytes
    heart.beat(settings.hz)
    gates.refresh()
  }
  refresh()
  store.onCommit(refresh)
  warnOfArena(settings.maxmemoryBytes, log)
  store.onChange('maxmemory', () => {
    warnOfArena(settings.maxmemoryBytes, log)
    warnOfUse(settings.maxmemoryBytes, server.usedMemory(), log)
    return null
  })
  store.onChange('port', () =>
    listeners.move() ? null : 'Unable to listen on this port. Check server logs.',
  )
  store.onChange('bind', () => (listeners.move() ? null : 'Failed to bind to specified addresses.'))
  // There is no TLS to configure, as in a Redis without a certificate.
  store.onChange(['tls-port', 'tls-replication', 'tls-cluster'], value => {
    const off = value === 'no' || value === '0'
    return off ? null : 'Unable to update TLS configuration. Check server logs.'
  })
  store.onChange('repl-backlog-size', () => {
    const bytes = Math.max(BACKLOG_MIN, settings.replBacklogSizeBytes)
    if (bytes !== settings.replBacklogSizeBytes) store.put('repl-backlog-size', [String(bytes)])
    return null
  })
  store.onPut('dir', path => {
    const refusal = changeFolder(path)
    if (refusal === null) store.put('dir', [workingFolder()])
    return refusal
  })
  const forAll = (change: (client: Client) => void): null => {
    for (const client of server.clients.byId.values()) change(client)
    return null
  }
  store.onChange('proto-max-bulk-len', () => {
    return forAll(client => {
      client.parser.maxBulk = settings.protoMaxBulkLen
    })
  })
  // Who is in stays in when a password comes; when it goes, everybody is.
  store.onChange('requirepass', password => {
    if (password !== '') return null
    return forAll(client => {
      client.clear(clientState.unauthenticated)
      client.parser.authenticated = true
    })
  })
}

/** Keeps a limit that is never reached, since scripts and CONFIG REWRITE expect to find it, but says so. */
function warnOfArena(maxmemory: number, log: ProcessLog): void {
  if (maxmemory <= ARENA_BYTES_MAX) return
  log.warning(
    `WARNING: maxmemory is ${maxmemory} bytes, but data can take ${ARENA_BYTES_MAX} bytes at most ` +
      '(32 GiB): this limit is never reached, so nothing is ever evicted. Set it below that.',
  )
}

function warnOfUse(maxmemory: number, used: number, log: ProcessLog): void {
  if (maxmemory === 0 || maxmemory >= used) return
  log.warning(
    `WARNING: the new maxmemory value set via CONFIG SET (${maxmemory}) is smaller than the current memory ` +
      `usage (${used}). This will result in key eviction and/or the inability to accept new write commands ` +
      'depending on the maxmemory-policy.',
  )
}

const BACKLOG_MIN = 16 * 1024

/** The lower of two thresholds, in microseconds; negative when both are off. */
function slowUsec(slowlogUsec: number, monitorMs: number): number {
  if (monitorMs === 0) return slowlogUsec
  return slowlogUsec < 0 ? monitorMs * 1000 : Math.min(slowlogUsec, monitorMs * 1000)
}

/** Makes `path` (latin1) the working directory. Null, or why that cannot be. */
export function changeFolder(path: string): string | null {
  try {
    process.chdir(utf8(path))
    return null
  } catch (error) {
    return systemReason(error)
  }
}

/** The working directory, as the store keeps it. */
export function workingFolder(): string {
  return fromUtf8(process.cwd())
}
