/**
 * The sentinel metrics operators already have boards and alerts on: names and labels of the common Redis
 * exporter, then what it cannot give, under `holdfast_`.
 */
import { counter, type FactMetric, gauge, type Sample } from '../../shared/control/fact-metrics.ts'
import type { MonitoredFacts, SentinelFacts } from './facts.ts'
import { okNodes } from './probes.ts'

type Metric = FactMetric<SentinelFacts>

const PROCESS: Metric[] = [
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
      'tcp_port',
      'run_id',
      'process_id',
    ],
    read: f => [{ labels: instanceLabels(f), value: 1 }],
  },
  gauge('redis_uptime_in_seconds', 'Seconds since the start.', f => f.uptimeSeconds),
  gauge('redis_start_time_seconds', 'Unix time of the start, seconds.', f => f.startTimeSeconds),
  gauge('redis_process_id', 'Process ID.', f => f.pid),
  gauge('redis_connected_clients', 'Client connections.', f => f.connectedClients),
  counter('redis_commands_processed_total', 'Commands run.', f => f.commandsProcessed),
]

const SENTINEL: Metric[] = [
  gauge('redis_sentinel_masters', 'Masters this sentinel watches.', f => f.masters.length),
  gauge('redis_sentinel_tilt', '1 when in TILT mode.', f => Number(f.tilt)),
  gauge('redis_sentinel_running_scripts', 'Scripts running now.', f => f.runningScripts),
  gauge('redis_sentinel_scripts_queue_length', 'Scripts waiting to run.', f => f.scriptsQueueLength),
  gauge('redis_sentinel_simulate_failure_flags', 'Failures being simulated.', f => f.simulateFailureFlags),
  {
    type: 'gauge',
    name: 'redis_sentinel_master_status',
    help: '1 when the master is ok, 0 when it is down.',
    labels: ['master_name', 'master_address', 'master_status'],
    read: f =>
      f.masters.map(m => ({
        labels: { ...masterLabels(m), master_status: m.status },
        value: Number(m.status === 'ok'),
      })),
  },
  {
    type: 'gauge',
    name: 'redis_sentinel_master_ckquorum_status',
    help: '1 when quorum and failover authorization can be reached.',
    labels: ['master_name', 'message'],
    read: f =>
      f.masters.map(m => ({
        labels: { master_name: m.name, message: m.ckquorum.message },
        value: Number(m.ckquorum.ok),
      })),
  },
  perMaster('redis_sentinel_master_slaves', 'Replicas of the master.', m => m.replicas.length),
  perMaster('redis_sentinel_master_ok_slaves', 'Replicas of the master not down.', m => okNodes(m.replicas)),
  perMaster(
    'redis_sentinel_master_sentinels',
    'Sentinels of the master, this one too.',
    m => m.peers.length + 1,
  ),
  perMaster('redis_sentinel_master_ok_sentinels', 'Sentinels of the master not down, this one too.', m => {
    return okNodes(m.peers) + 1
  }),
  perMaster('redis_sentinel_master_setting_ckquorum', 'The quorum set.', m => m.quorum),
  perMaster('redis_sentinel_master_setting_failover_timeout', 'The failover-timeout set, ms.', m => {
    return m.failoverTimeoutMs
  }),
  perMaster('redis_sentinel_master_setting_parallel_syncs', 'The parallel-syncs set.', m => m.parallelSyncs),
  perMaster('redis_sentinel_master_setting_down_after_milliseconds', 'The down-after set, ms.', m => {
    return m.downAfterMs
  }),
  perMaster('redis_sentinel_master_config_epoch', 'Configuration epoch of the master.', m => m.configEpoch),
  perMaster(
    'redis_sentinel_master_last_ok_ping_reply_seconds',
    'Since its last good PING reply, seconds.',
    m => {
      return m.lastOkPingReplyMs / 1000
    },
  ),
]

const OWN: Metric[] = [
  counter('holdfast_sentinel_tilt_total', 'Times TILT was entered.', f => f.totalTilt),
  gauge(
    'holdfast_sentinel_tilt_since_seconds',
    'Seconds in TILT; -1 when not in it.',
    f => f.tiltSinceSeconds,
  ),
  gauge('holdfast_sentinel_current_epoch', 'Current epoch of this sentinel.', f => f.currentEpoch),
  {
    type: 'gauge',
    name: 'holdfast_sentinel_failover_in_progress',
    help: '1 while this sentinel runs a failover of the master.',
    labels: ['master_name'],
    read: f =>
      f.masters.map(m => ({ labels: { master_name: m.name }, value: Number(m.failoverState !== 'none') })),
  },
]

export const SENTINEL_METRICS: readonly Metric[] = [...PROCESS, ...SENTINEL, ...OWN]

function instanceLabels(f: SentinelFacts): Sample['labels'] {
  return {
    role: 'sentinel',
    redis_version: f.redisVersion,
    redis_build_id: f.buildId,
    redis_mode: 'sentinel',
    os: f.os,
    tcp_port: String(f.tcpPort),
    run_id: f.myId,
    process_id: String(f.pid),
  }
}

function masterLabels(master: MonitoredFacts) {
  return { master_name: master.name, master_address: master.address }
}

function perMaster(name: string, help: string, of: (master: MonitoredFacts) => number): Metric {
  const read = (f: SentinelFacts) => f.masters.map(m => ({ labels: masterLabels(m), value: of(m) }))
  return { type: 'gauge', name, help, labels: ['master_name', 'master_address'], read }
}
