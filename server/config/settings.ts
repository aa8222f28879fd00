/**
 * The configuration as fields: what hot and warm paths read instead of asking the store by name. Kept
 * current by the store's own signal, so a reader never sees a value of yesterday; it is never written from
 * elsewhere.
 *
 * Sizes are bytes; units are last in the names. Texts that were paths or host names are JavaScript text
 * (UTF-8).
 */

import type { ConfigStore } from '../../shared/config/store.ts'

/** Limits of one class of clients. 0 means none. */
export interface OutputBufferLimit {
  readonly hardBytes: number
  readonly softBytes: number
  readonly softSeconds: number
}

export interface SavePoint {
  readonly seconds: number
  readonly changes: number
}

const UNLIMITED: OutputBufferLimit = { hardBytes: 0, softBytes: 0, softSeconds: 0 }

export class Settings {
  // Limits
  maxclients = 0
  maxmemoryBytes = 0
  maxmemoryPolicy = ''
  maxmemorySamples = 0
  maxmemoryEvictionTenacity = 0
  lfuLogFactor = 0
  lfuDecayTimeMinutes = 0
  protoMaxBulkLen = 0
  clientQueryBufferLimitBytes = 0
  normalLimit: OutputBufferLimit = UNLIMITED
  replicaLimit: OutputBufferLimit = UNLIMITED
  pubsubLimit: OutputBufferLimit = UNLIMITED
  timeoutSeconds = 0
  tcpKeepaliveSeconds = 0
  protectedMode = false
  // Freeing
  lazyfreeLazyEviction = false
  lazyfreeLazyExpire = false
  lazyfreeLazyServerDel = false
  lazyfreeLazyUserDel = false
  lazyfreeLazyUserFlush = false
  activeExpireEffort = 0
  hz = 0
  dynamicHz = false
  // Replication
  replicaServeStaleData = false
  replicaReadOnly = false
  replicaIgnoreMaxmemory = false
  replicaPriority = 0
  minReplicasToWrite = 0
  minReplicasMaxLagSeconds = 0
  replTimeoutSeconds = 0
  replicaLineageGuardSeconds = 0
  replPingReplicaPeriodSeconds = 0
  replBacklogSizeBytes = 0
  replBacklogTtlSeconds = 0
  // Persistence
  savePoints: readonly SavePoint[] = []
  stopWritesOnBgsaveError = false
  appendfsync = ''
  aofTimestampEnabled = false
  // Small collections
  hashMaxListpackEntries = 0
  hashMaxListpackValue = 0
  listMaxListpackSize = 0
  listCompressDepth = 0
  setMaxIntsetEntries = 0
  setMaxListpackEntries = 0
  setMaxListpackValue = 0
  zsetMaxListpackEntries = 0
  zsetMaxListpackValue = 0
  hllSparseMaxBytes = 0
  streamNodeMaxBytes = 0
  streamNodeMaxEntries = 0
  // Watching
  slowlogLogSlowerThanMicros = 0
  slowlogMaxLen = 0
  latencyMonitorThresholdMillis = 0
  latencyTracking = false
  notifyKeyspaceEvents = ''
  busyReplyThresholdMillis = 0

  constructor(store: ConfigStore) {
    const refresh = () => {
      this.#limits(store)
      this.#freeing(store)
      this.#replication(store)
      this.#persistence(store)
      this.#collections(store)
      this.#watching(store)
    }
    refresh()
    store.onCommit(refresh)
  }

  #limits(store: ConfigStore): void {
    this.maxclients = store.number('maxclients')
    this.maxmemoryBytes = store.number('maxmemory')
    this.maxmemoryPolicy = store.text('maxmemory-policy')
    this.maxmemorySamples = store.number('maxmemory-samples')
    this.maxmemoryEvictionTenacity = store.number('maxmemory-eviction-tenacity')
    this.lfuLogFactor = store.number('lfu-log-factor')
    this.lfuDecayTimeMinutes = store.number('lfu-decay-time')
    this.protoMaxBulkLen = store.number('proto-max-bulk-len')
    this.clientQueryBufferLimitBytes = store.number('client-query-buffer-limit')
    const limits = store.list('client-output-buffer-limit')
    this.normalLimit = limitAt(limits, 0)
    this.replicaLimit = limitAt(limits, 1)
    this.pubsubLimit = limitAt(limits, 2)
    this.timeoutSeconds = store.number('timeout')
    this.tcpKeepaliveSeconds = store.number('tcp-keepalive')
    this.protectedMode = store.bool('protected-mode')
  }

  #freeing(store: ConfigStore): void {
    this.lazyfreeLazyEviction = store.bool('lazyfree-lazy-eviction')
    this.lazyfreeLazyExpire = store.bool('lazyfree-lazy-expire')
    this.lazyfreeLazyServerDel = store.bool('lazyfree-lazy-server-del')
    this.lazyfreeLazyUserDel = store.bool('lazyfree-lazy-user-del')
    this.lazyfreeLazyUserFlush = store.bool('lazyfree-lazy-user-flush')
    this.activeExpireEffort = store.number('active-expire-effort')
    this.hz = store.number('hz')
    this.dynamicHz = store.bool('dynamic-hz')
  }

  #replication(store: ConfigStore): void {
    this.replicaServeStaleData = store.bool('replica-serve-stale-data')
    this.replicaReadOnly = store.bool('replica-read-only')
    this.replicaIgnoreMaxmemory = store.bool('replica-ignore-maxmemory')
    this.replicaPriority = store.number('replica-priority')
    this.minReplicasToWrite = store.number('min-replicas-to-write')
    this.minReplicasMaxLagSeconds = store.number('min-replicas-max-lag')
    this.replTimeoutSeconds = store.number('repl-timeout')
    this.replicaLineageGuardSeconds = store.number('replica-lineage-guard-seconds')
    this.replPingReplicaPeriodSeconds = store.number('repl-ping-replica-period')
    this.replBacklogSizeBytes = store.number('repl-backlog-size')
    this.replBacklogTtlSeconds = store.number('repl-backlog-ttl')
  }

  #persistence(store: ConfigStore): void {
    this.savePoints = savePointsOf(store.list('save'))
    this.stopWritesOnBgsaveError = store.bool('stop-writes-on-bgsave-error')
    this.appendfsync = store.text('appendfsync')
    this.aofTimestampEnabled = store.bool('aof-timestamp-enabled')
  }

  #collections(store: ConfigStore): void {
    this.hashMaxListpackEntries = store.number('hash-max-listpack-entries')
    this.hashMaxListpackValue = store.number('hash-max-listpack-value')
    this.listMaxListpackSize = store.number('list-max-listpack-size')
    this.listCompressDepth = store.number('list-compress-depth')
    this.setMaxIntsetEntries = store.number('set-max-intset-entries')
    this.setMaxListpackEntries = store.number('set-max-listpack-entries')
    this.setMaxListpackValue = store.number('set-max-listpack-value')
    this.zsetMaxListpackEntries = store.number('zset-max-listpack-entries')
    this.zsetMaxListpackValue = store.number('zset-max-listpack-value')
    this.hllSparseMaxBytes = store.number('hll-sparse-max-bytes')
    this.streamNodeMaxBytes = store.number('stream-node-max-bytes')
    this.streamNodeMaxEntries = store.number('stream-node-max-entries')
  }

  #watching(store: ConfigStore): void {
    this.slowlogLogSlowerThanMicros = store.number('slowlog-log-slower-than')
    this.slowlogMaxLen = store.number('slowlog-max-len')
    this.latencyMonitorThresholdMillis = store.number('latency-monitor-threshold')
    this.latencyTracking = store.bool('latency-tracking')
    this.notifyKeyspaceEvents = store.text('notify-keyspace-events')
    this.busyReplyThresholdMillis = store.number('busy-reply-threshold')
  }
}

/** The limits of the class at `index` (normal, replica, pubsub) in the directive's arguments. */
function limitAt(args: readonly string[], index: number): OutputBufferLimit {
  const at = 4 * index
  return {
    hardBytes: Number(args[at + 1]),
    softBytes: Number(args[at + 2]),
    softSeconds: Number(args[at + 3]),
  }
}

function savePointsOf(args: readonly string[]): SavePoint[] {
  const points: SavePoint[] = []
  for (let i = 0; i + 1 < args.length; i += 2) {
    points.push({ seconds: Number(args[i]), changes: Number(args[i + 1]) })
  }
  return points
}
