/**
 * Directives of redis.conf (Redis 7.2, Valkey 8) that do nothing in a sentinel, each with its other names and
 * the reason. A test keeps the lists equal to the server's table.
 */

const data = `
repl-mptcp rdma-bind rdma-port rdma-rx-size rdma-completion-vector databases maxmemory maxmemory-policy
maxmemory-samples maxmemory-eviction-tenacity lfu-log-factor lfu-decay-time lazyfree-lazy-eviction
lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush
jemalloc-bg-thread activedefrag active-defrag-ignore-bytes active-defrag-threshold-lower
active-defrag-threshold-upper active-defrag-cycle-min active-defrag-cycle-max active-defrag-cycle-us
active-defrag-max-scan-fields replicaof/slaveof masterauth/primaryauth masteruser/primaryuser
replica-serve-stale-data/slave-serve-stale-data replica-read-only/slave-read-only
replica-ignore-maxmemory/slave-ignore-maxmemory replica-lazy-flush/slave-lazy-flush
replica-priority/slave-priority replica-announced replica-announce-ip/slave-announce-ip
replica-announce-port/slave-announce-port replica-ignore-disk-write-errors
min-replicas-to-write/min-slaves-to-write min-replicas-max-lag/min-slaves-max-lag repl-timeout
repl-ping-replica-period/repl-ping-slave-period repl-backlog-size repl-backlog-ttl repl-disable-tcp-nodelay
repl-diskless-sync repl-diskless-sync-delay repl-diskless-sync-max-replicas repl-diskless-load
rdb-del-sync-files propagation-error-behavior dual-channel-replication-enabled
replica-full-sync-buffer-limit import-mode availability-zone dbfilename save rdbcompression rdbchecksum
rdb-save-incremental-fsync rdb-version-check stop-writes-on-bgsave-error sanitize-dump-payload appendonly
appendfilename appenddirname appendfsync no-appendfsync-on-rewrite auto-aof-rewrite-percentage
auto-aof-rewrite-min-size aof-load-truncated aof-use-rdb-preamble aof-timestamp-enabled
aof-rewrite-incremental-fsync aof-disable-auto-gc rdb-key-save-delay key-load-delay
loading-process-events-interval-bytes hash-max-listpack-entries/hash-max-ziplist-entries
hash-max-listpack-value/hash-max-ziplist-value list-max-listpack-size/list-max-ziplist-size
list-compress-depth set-max-intset-entries set-max-listpack-entries set-max-listpack-value
zset-max-listpack-entries/zset-max-ziplist-entries zset-max-listpack-value/zset-max-ziplist-value
hll-sparse-max-bytes stream-node-max-bytes stream-node-max-entries notify-keyspace-events cluster-enabled
cluster-config-file cluster-port cluster-node-timeout cluster-ping-interval
cluster-replica-validity-factor/cluster-slave-validity-factor
cluster-replica-no-failover/cluster-slave-no-failover cluster-migration-barrier
cluster-allow-replica-migration cluster-require-full-coverage cluster-allow-reads-when-down
cluster-allow-pubsubshard-when-down cluster-link-sendbuf-limit cluster-announce-ip
cluster-announce-client-ipv4 cluster-announce-client-ipv6 cluster-announce-client-port
cluster-announce-client-tls-port cluster-announce-hostname cluster-announce-human-nodename
cluster-announce-port cluster-announce-tls-port cluster-announce-bus-port cluster-preferred-endpoint-type
cluster-blacklist-ttl cluster-manual-failover-timeout cluster-slot-stats-enabled cluster-databases
cluster-compatibility-sample-ratio active-expire-effort activerehashing
replica-lineage-guard-seconds
`

const serving = `
unixsocketgroup socket-mark-id max-new-connections-per-cycle max-new-tls-connections-per-cycle mptcp
log-timestamp-format hide-user-data-from-log syslog-ident syslog-facility locale-collate ignore-warnings
shutdown-timeout shutdown-on-sigint shutdown-on-sigterm crash-log-enabled crash-memcheck-enabled
use-exit-on-panic watchdog-period oom-score-adj oom-score-adj-values disable-thp
server_cpulist/server-cpulist bio_cpulist/bio-cpulist aof_rewrite_cpulist/aof-rewrite-cpulist
bgsave_cpulist/bgsave-cpulist maxmemory-clients client-output-buffer-limit tracking-table-max-keys aclfile
acllog-max-len acl-pubsub-default enable-protected-configs enable-debug-command enable-module-command
slowlog-log-slower-than/commandlog-execution-slower-than slowlog-max-len/commandlog-slow-execution-max-len
commandlog-request-larger-than commandlog-large-request-max-len commandlog-reply-larger-than
commandlog-large-reply-max-len latency-monitor-threshold latency-tracking latency-tracking-info-percentiles
busy-reply-threshold/lua-time-limit hz dynamic-hz io-threads io-threads-do-reads events-per-io-thread
prefetch-batch-max-size min-io-threads-avoid-copy-reply lua-enable-deprecated-api lua-enable-insecure-api
extended-redis-compatibility
`

const tls = `
tls-port tls-cluster tls-replication tls-auth-clients tls-prefer-server-ciphers tls-session-caching
tls-session-cache-size tls-session-cache-timeout tls-cert-file tls-key-file tls-key-file-pass
tls-client-cert-file tls-client-key-file tls-client-key-file-pass tls-dh-params-file tls-ca-cert-file
tls-ca-cert-dir tls-protocols tls-ciphers tls-ciphersuites
`

/** What the files that Redis ships and rewrites hold of these: as good as not given. */
const USUAL: Readonly<Record<string, string>> = {
  'acllog-max-len': '128',
  'latency-tracking-info-percentiles': '50 99 99.9',
}

export interface Idle {
  readonly names: readonly [string, ...string[]]
  readonly usual: string
  readonly reason: string
}

function idle(words: string, reason: string): Idle[] {
  return words
    .trim()
    .split(/\s+/)
    .map(word => {
      const names = word.split('/') as [string, ...string[]]
      return { names, usual: USUAL[names[0]] ?? '', reason }
    })
}

export const serverDirectives: readonly Idle[] = [
  ...idle(data, 'a sentinel holds no data'),
  ...idle(serving, 'it is for servers; this sentinel does without'),
  ...idle(tls, 'there is no TLS listener yet'),
]
