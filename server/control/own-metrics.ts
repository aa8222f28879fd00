/**
 * What no exporter can give, under `holdfast_`: distributions observed as things happen, and replication lag
 * as both time and bytes.
 */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { type FactMetric, gauge } from '../../shared/control/fact-metrics.ts'
import type { Observe } from '../../shared/ports/observe.ts'
import type { ReplicaFacts, ServerFacts } from './facts.ts'
import { lagBytes } from './probes.ts'

const PAUSE_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5]
const DISK_BUCKETS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const CLIENT_CLASSES = ['normal', 'replica', 'pubsub'] as const

export const OWN_METRICS: readonly FactMetric<ServerFacts>[] = [
  perReplica('holdfast_replication_lag_seconds', 'Seconds since a replica last acknowledged.', r => {
    return r.lagSeconds < 0 ? null : r.lagSeconds
  }),
  perReplica('holdfast_replication_lag_bytes', 'Bytes a replica has not acknowledged.', (r, f) => {
    return lagBytes(f, r.offset)
  }),
  gauge('holdfast_backlog_coverage_seconds', 'How long a replica may be away and still resume.', f => {
    return f.backlogCoverageSeconds
  }),
]

/** Registers the observed metrics and returns the port that feeds them. */
export function observedMetrics(registry: Registry, facts: ServerFacts): Observe {
  const registers = [registry]
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers })
  const start = histogram(
    'holdfast_snapshot_start_seconds',
    'The pause that starts a snapshot (fork time in Redis), seconds.',
    PAUSE_BUCKETS,
  )
  const fsync = histogram('holdfast_fsync_seconds', 'Duration of an AOF fsync, seconds.', DISK_BUCKETS)
  const write = histogram('holdfast_aof_write_seconds', 'Duration of an AOF write, seconds.', DISK_BUCKETS)
  const evictions = new Counter({
    name: 'holdfast_evictions_total',
    help: 'Keys evicted, by policy.',
    labelNames: ['policy'],
    registers,
  })
  evictions.inc({ policy: facts.maxmemoryPolicy }, 0)
  const drops = new Counter({
    name: 'holdfast_output_buffer_drops_total',
    help: 'Clients dropped at their output buffer limit, by class.',
    labelNames: ['class'],
    registers,
  })
  for (const name of CLIENT_CLASSES) drops.inc({ class: name }, 0)
  const syncSeconds = new Gauge({
    name: 'holdfast_last_full_sync_seconds',
    help: 'Duration of the last full synchronisation, seconds.',
    registers,
  })
  const syncBytes = new Gauge({
    name: 'holdfast_last_full_sync_bytes',
    help: 'Size of the last full synchronisation, bytes.',
    registers,
  })
  return {
    snapshotStart: seconds => start.observe(seconds),
    fsync: seconds => fsync.observe(seconds),
    aofWrite: seconds => write.observe(seconds),
    evicted: (policy, keys) => evictions.inc({ policy }, keys),
    outputBufferDrop: clientClass => drops.inc({ class: clientClass }),
    fullSync: (seconds, bytes) => {
      syncSeconds.set(seconds)
      syncBytes.set(bytes)
    },
  }
}

function perReplica(
  name: string,
  help: string,
  of: (replica: ReplicaFacts, facts: ServerFacts) => number | null,
): FactMetric<ServerFacts> {
  const read = (f: ServerFacts) =>
    f.replicas.flatMap(r => {
      const value = of(r, f)
      return value === null ? [] : [{ labels: { slave_ip: r.ip, slave_port: String(r.port) }, value }]
    })
  return { type: 'gauge', name, help, labels: ['slave_ip', 'slave_port'], read }
}
