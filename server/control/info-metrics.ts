/**
 * The metrics operators already have boards and alerts on: names, labels and types are those of the common
 * Redis exporter (oliver006/redis_exporter), whose source of facts, INFO, is replaced by the server's own
 * state.
 */
import { counter, type FactMetric, gauge, type Sample } from '../../shared/control/fact-metrics.ts'
import type { CommandFacts, MasterFacts, MemoryFacts, ReplicaFacts, ServerFacts } from './facts.ts'

type Metric = FactMetric<ServerFacts>

const US = 1e-6

const SERVER: Metric[] = [
  gauge('redis_up', 'Whether the instance answers.', () => 1),
  {
    type: 'gauge',
    name: 'redis_instance_info',
    help: 'Information about the instance.',
    labels: [
      'role',
      'redis_version',
      'redis_build_id',
      'redis_mode',
      'os',
      'maxmemory_policy',
      'tcp_port',
      'run_id',
      'process_id',
      'master_replid',
    ],
    read: f => [{ labels: instanceLabels(f), value: 1 }],
  },
  gauge('redis_uptime_in_seconds', 'Seconds since the start.', f => f.uptimeSeconds),
  gauge('redis_start_time_seconds', 'Unix time of the start, seconds.', f => f.startTimeSeconds),
  gauge('redis_process_id', 'Process ID.', f => f.pid),
  gauge('redis_connected_clients', 'Client connections, replicas not counted.', f => f.connectedClients),
  gauge('redis_blocked_clients', 'Clients waiting in a blocking command.', f => f.blockedClients),
  gauge('redis_config_maxclients', 'The maxclients directive.', f => f.maxClients),
  counter('redis_connections_received_total', 'Connections accepted.', f => f.connectionsReceived),
  counter('redis_rejected_connections_total', 'Connections refused by maxclients.', f => {
    return f.rejectedConnections
  }),
  gauge('redis_pubsub_channels', 'Channels with subscribers.', f => f.pubsubChannels),
  gauge('redis_pubsub_patterns', 'Patterns with subscribers.', f => f.pubsubPatterns),
]

const MEMORY: Metric[] = [
  gauge('redis_memory_used_bytes', 'Bytes handed out for data and buffers.', f => f.usedMemory),
  gauge('redis_memory_used_peak_bytes', 'The most memory used so far, bytes.', f => f.usedMemoryPeak),
  gauge('redis_memory_used_rss_bytes', 'Resident set size, bytes.', f => f.usedMemoryRss),
  gauge('redis_memory_max_bytes', 'The maxmemory directive, bytes; 0 means no limit.', f => f.maxMemory),
  gauge('redis_config_maxmemory', 'The maxmemory directive, bytes; 0 means no limit.', f => f.maxMemory),
  gauge('redis_total_system_memory_bytes', 'Memory of the machine, bytes.', f => f.totalSystemMemory),
  ofMemory('redis_memory_used_startup_bytes', 'Used memory before the first key.', m => m.startup),
  ofMemory('redis_memory_used_overhead_bytes', 'Used memory that is no keys and values.', m => m.overhead),
  ofMemory('redis_memory_used_dataset_bytes', 'Used memory of keys and values.', m => m.dataset),
  ofMemory('redis_allocator_allocated_bytes', 'Bytes allocated.', m => m.used),
  ofMemory('redis_allocator_active_bytes', 'Bytes of the pages that hold anything.', m => m.active),
  ofMemory('redis_allocator_resident_bytes', 'Those, and what is kept at hand.', m => m.reserved),
  ofMemory('redis_allocator_frag_bytes', 'Active less allocated bytes.', m => m.active - m.used),
  ofMemory('redis_allocator_rss_bytes', 'Resident less active bytes.', m => m.reserved - m.active),
  ofMemory('redis_rss_overhead_bytes', 'Resident set size less resident bytes.', m => m.rss - m.reserved),
  ofMemory('redis_mem_fragmentation_ratio', 'Active over used memory.', m => m.active / m.used),
  ofMemory('redis_mem_fragmentation_bytes', 'Active less used memory, bytes.', m => m.active - m.used),
  ofMemory('redis_mem_not_counted_for_eviction_bytes', 'Not held against maxmemory.', m => m.uncounted),
  ofMemory('redis_mem_clients_normal', 'Buffers of connections, bytes.', m => m.clients),
  ofMemory('redis_mem_clients_slaves', 'Buffers for replicas, bytes.', m => m.replicas),
  ofMemory('redis_mem_aof_buffer_bytes', 'Not written to the append only file yet.', m => m.aofBuffer),
  ofMemory('redis_mem_total_replication_buffers_bytes', 'Backlog and buffers for replicas.', m => {
    return m.backlog + m.replicas
  }),
]

const STATS: Metric[] = [
  counter('redis_commands_processed_total', 'Commands run.', f => f.commandsProcessed),
  perCommand('redis_commands_total', 'Calls per command.', c => c.calls),
  perCommand('redis_commands_duration_seconds_total', 'Seconds spent per command.', c => c.usec * US),
  perCommand('redis_commands_rejected_calls_total', 'Calls refused before running.', c => c.rejectedCalls),
  perCommand('redis_commands_failed_calls_total', 'Calls that ended in an error.', c => c.failedCalls),
  {
    type: 'counter',
    name: 'redis_errors_total',
    help: 'Error replies by their first word.',
    labels: ['err'],
    read: f => f.errors.map(({ prefix, count }) => ({ labels: { err: prefix }, value: count })),
  },
  counter('redis_keyspace_hits_total', 'Look-ups that found the key.', f => f.keyspaceHits),
  counter('redis_keyspace_misses_total', 'Look-ups that found no key.', f => f.keyspaceMisses),
  counter('redis_expired_keys_total', 'Keys deleted because their time was over.', f => f.expiredKeys),
  counter('redis_expired_subkeys_total', 'Fields of hashes deleted because their time was over.', f => {
    return f.expiredFields
  }),
  counter('redis_evicted_keys_total', 'Keys evicted to stay under maxmemory.', f => f.evictedKeys),
  counter('redis_net_input_bytes_total', 'Bytes received.', f => f.netInputBytes),
  counter('redis_net_output_bytes_total', 'Bytes sent.', f => f.netOutputBytes),
  perDatabase('redis_db_keys', 'Keys per database.', d => d.keys),
  perDatabase('redis_db_keys_expiring', 'Keys with an expiry per database.', d => d.expires),
  {
    type: 'gauge',
    name: 'redis_db_avg_ttl_seconds',
    help: 'Average time to live of keys with an expiry, seconds.',
    labels: ['db'],
    read: f => f.keyspace.map(d => ({ labels: { db: `db${d.db}` }, value: d.avgTtlMs / 1000 })),
  },
  gauge('redis_slowlog_length', 'Entries in the slow log.', f => f.slowlogLength),
  gauge('redis_slowlog_last_id', 'ID of the latest entry of the slow log.', f => f.slowlogLastId),
  gauge('redis_last_slow_execution_duration_seconds', 'Duration of the latest slow command, seconds.', f => {
    return f.lastSlowExecutionSeconds
  }),
]

const PERSISTENCE: Metric[] = [
  gauge('redis_loading_dump_file', '1 while the data set is being loaded.', f => Number(f.loading)),
  gauge('redis_rdb_changes_since_last_save', 'Writes not saved yet.', f => f.rdbChangesSinceLastSave),
  gauge('redis_rdb_bgsave_in_progress', '1 while a snapshot is being saved.', f => {
    return Number(f.rdbBgsaveInProgress)
  }),
  gauge('redis_rdb_last_save_timestamp_seconds', 'Unix time of the last save, seconds.', f => {
    return f.rdbLastSaveTimeSeconds
  }),
  gauge('redis_rdb_last_bgsave_status', '1 when the last save ended well.', f => Number(f.rdbLastBgsaveOk)),
  gauge('redis_rdb_last_bgsave_duration_sec', 'Duration of the last save, seconds; -1: none.', f => {
    return f.rdbLastBgsaveSeconds
  }),
  gauge('redis_rdb_last_cow_size_bytes', 'Extra memory the last snapshot held at most, bytes.', f => {
    return f.rdbLastCowBytes
  }),
  gauge('redis_latest_fork_usec', 'Pause that started the latest snapshot (no fork), microseconds.', f => {
    return f.latestForkUsec
  }),
  gauge('redis_latest_fork_seconds', 'Pause that started the latest snapshot (no fork), seconds.', f => {
    return f.latestForkUsec * US
  }),
  gauge('redis_aof_enabled', '1 when appendonly is on.', f => Number(f.aofEnabled)),
  gauge('redis_aof_delayed_fsync', 'Fsyncs that had to wait for an earlier one.', f => f.aofDelayedFsync),
  gauge('redis_aof_pending_bio_fsync', 'Fsyncs waiting for the disk worker.', f => f.aofPendingFsync),
  gauge('redis_aof_last_write_status', '1 when the last write to the AOF ended well.', f => {
    return Number(f.aofLastWriteOk)
  }),
]

const REPLICATION: Metric[] = [
  gauge('redis_connected_slaves', 'Replicas connected.', f => f.replicas.length),
  perReplica('redis_connected_slave_offset_bytes', 'Offset a replica acknowledged.', r => r.offset),
  perReplica('redis_connected_slave_lag_seconds', 'Seconds since a replica last acknowledged.', r => {
    return r.lagSeconds < 0 ? null : r.lagSeconds
  }),
  gauge('redis_master_repl_offset', 'Offset of the replication log.', f => f.masterReplOffset),
  gauge('redis_second_repl_offset', 'Offset up to which the second ID holds.', f => f.secondReplOffset),
  gauge('redis_slave_priority', 'The replica-priority directive.', f => f.replicaPriority),
  gauge('redis_replication_backlog_bytes', 'Size of the backlog, bytes.', f => f.backlogBytes),
  gauge('redis_repl_backlog_is_active', '1 when there is a backlog.', f => Number(f.backlogActive)),
  gauge(
    'redis_repl_backlog_first_byte_offset',
    'First offset in the backlog.',
    f => f.backlogFirstByteOffset,
  ),
  gauge('redis_repl_backlog_history_bytes', 'Bytes held in the backlog.', f => f.backlogHistoryBytes),
  gauge('redis_replica_resyncs_full', 'Full synchronisations given to replicas.', f => f.syncFull),
  gauge('redis_replica_partial_resync_accepted', 'Partial resyncs accepted.', f => f.syncPartialOk),
  gauge('redis_replica_partial_resync_denied', 'Partial resyncs refused.', f => f.syncPartialErr),
  ofMaster('redis_master_link_up', '1 when the link with the primary is up.', m => Number(m.linkUp)),
  ofMaster(
    'redis_master_last_io_seconds_ago',
    'Seconds since the primary was heard.',
    m => m.lastIoSecondsAgo,
  ),
  ofMaster('redis_master_sync_in_progress', '1 during the initial sync.', m => Number(m.syncInProgress)),
  ofMaster('redis_slave_repl_offset', 'Offset a replica has applied.', m => m.offset),
  {
    type: 'gauge',
    name: 'redis_slave_info',
    help: 'Information about the replica.',
    labels: ['master_host', 'master_port', 'read_only'],
    read: f =>
      f.master && [
        { labels: { ...masterLabels(f.master), read_only: f.master.readOnly ? '1' : '0' }, value: 1 },
      ],
  },
]

export const INFO_METRICS: readonly Metric[] = [
  ...SERVER,
  ...MEMORY,
  ...STATS,
  ...PERSISTENCE,
  ...REPLICATION,
]

function ofMemory(name: string, help: string, of: (memory: MemoryFacts) => number): Metric {
  return gauge(name, help, f => of(f.memory))
}

function instanceLabels(f: ServerFacts): Sample['labels'] {
  return {
    role: f.role,
    redis_version: f.redisVersion,
    redis_build_id: f.buildId,
    redis_mode: f.mode,
    os: f.os,
    maxmemory_policy: f.maxmemoryPolicy,
    tcp_port: String(f.tcpPort),
    run_id: f.runId,
    process_id: String(f.pid),
    master_replid: f.replId,
  }
}

function perCommand(name: string, help: string, of: (command: CommandFacts) => number): Metric {
  const read = (f: ServerFacts) => f.commands.map(c => ({ labels: { cmd: c.name }, value: of(c) }))
  return { type: 'counter', name, help, labels: ['cmd'], read }
}

/** Every database, empty ones too, as the exporter does. */
function perDatabase(name: string, help: string, of: (d: ServerFacts['keyspace'][number]) => number): Metric {
  const read = (f: ServerFacts) => {
    const samples = Array.from({ length: f.databases }, (_, db) => ({ labels: { db: `db${db}` }, value: 0 }))
    for (const d of f.keyspace) samples[d.db] = { labels: { db: `db${d.db}` }, value: of(d) }
    return samples
  }
  return { type: 'gauge', name, help, labels: ['db'], read }
}

function perReplica(name: string, help: string, of: (replica: ReplicaFacts) => number | null): Metric {
  const read = (f: ServerFacts) =>
    f.replicas.flatMap(r => {
      const value = of(r)
      const labels = { slave_ip: r.ip, slave_port: String(r.port), slave_state: r.state }
      return value === null ? [] : [{ labels, value }]
    })
  return { type: 'gauge', name, help, labels: ['slave_ip', 'slave_port', 'slave_state'], read }
}

function masterLabels(master: MasterFacts) {
  return { master_host: master.host, master_port: String(master.port) }
}

function ofMaster(name: string, help: string, of: (master: MasterFacts) => number): Metric {
  const read = (f: ServerFacts) => f.master && [{ labels: masterLabels(f.master), value: of(f.master) }]
  return { type: 'gauge', name, help, labels: ['master_host', 'master_port'], read }
}
