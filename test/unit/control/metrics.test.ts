/** What /metrics exports: valid text, the names boards rely on, totals that only grow. */
import { afterEach, expect, test } from 'vitest'
import { createSentinelMetrics } from '../../../sentinel/control/metrics.ts'
import { createServerMetrics } from '../../../server/control/metrics.ts'
import { type Exposition, parseExposition } from './exposition.ts'
import { fakeReplica, fakeSentinel, fakeServer } from './fake-facts.ts'

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

type Metrics = ReturnType<typeof createServerMetrics> | ReturnType<typeof createSentinelMetrics>

function started<T extends Metrics>(metrics: T): T {
  closers.push(metrics.close)
  return metrics
}

const scrape = async ({ registry }: Metrics) => parseExposition(await registry.metrics())

/** Counters and histograms only: what must never fall. */
function totals({ types, samples }: Exposition): [string, number][] {
  return [...samples].filter(([key]) => {
    const name = key.split('{', 1)[0]!
    const type = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''))
    return type === 'counter' || type === 'histogram'
  })
}

test('a primary exports the values under the names and labels of the Redis exporter', async () => {
  const { samples, types } = await scrape(started(createServerMetrics(fakeServer())))
  const expected: Record<string, number> = {
    redis_up: 1,
    redis_uptime_in_seconds: 12,
    redis_start_time_seconds: 1_795_000_000,
    redis_connected_clients: 3,
    redis_blocked_clients: 1,
    redis_config_maxclients: 10000,
    redis_connections_received_total: 9,
    redis_rejected_connections_total: 2,
    redis_memory_used_bytes: 1000,
    redis_memory_used_peak_bytes: 2000,
    redis_memory_used_rss_bytes: 1500,
    redis_memory_max_bytes: 0,
    redis_mem_fragmentation_ratio: 1.5,
    redis_commands_processed_total: 100,
    'redis_commands_total{cmd="get"}': 60,
    'redis_commands_duration_seconds_total{cmd="config|get"}': 4,
    'redis_commands_rejected_calls_total{cmd="get"}': 1,
    'redis_commands_failed_calls_total{cmd="get"}': 2,
    'redis_errors_total{err="WRONGTYPE"}': 2,
    redis_keyspace_hits_total: 50,
    redis_keyspace_misses_total: 10,
    redis_expired_keys_total: 4,
    redis_expired_subkeys_total: 44,
    redis_evicted_keys_total: 5,
    redis_net_input_bytes_total: 6000,
    redis_net_output_bytes_total: 7000,
    'redis_db_keys{db="db0"}': 0,
    'redis_db_keys{db="db1"}': 11,
    'redis_db_keys_expiring{db="db1"}': 4,
    'redis_db_avg_ttl_seconds{db="db1"}': 2.5,
    redis_slowlog_length: 1,
    redis_slowlog_last_id: 3,
    redis_last_slow_execution_duration_seconds: 0.25,
    redis_rdb_last_bgsave_status: 1,
    redis_rdb_last_save_timestamp_seconds: 1_795_000_001,
    redis_rdb_last_cow_size_bytes: 64,
    redis_latest_fork_usec: 300,
    redis_aof_delayed_fsync: 0,
    redis_aof_pending_bio_fsync: 0,
    redis_aof_last_write_status: 1,
    redis_connected_slaves: 2,
    'redis_connected_slave_offset_bytes{slave_ip="10.0.0.1",slave_port="6380",slave_state="online"}': 4900,
    'redis_connected_slave_lag_seconds{slave_ip="10.0.0.1",slave_port="6380",slave_state="online"}': 1,
    redis_master_repl_offset: 5000,
    redis_replica_resyncs_full: 2,
    redis_replica_partial_resync_accepted: 1,
    redis_replica_partial_resync_denied: 1,
    'holdfast_replication_lag_seconds{slave_ip="10.0.0.1",slave_port="6380"}': 1,
    'holdfast_replication_lag_bytes{slave_ip="10.0.0.1",slave_port="6380"}': 100,
    'holdfast_replication_lag_bytes{slave_ip="10.0.0.2",slave_port="6380"}': 5000,
    holdfast_backlog_coverage_seconds: 90.5,
    'holdfast_evictions_total{policy="noeviction"}': 0,
    'holdfast_output_buffer_drops_total{class="replica"}': 0,
  }
  for (const [key, value] of Object.entries(expected)) expect(samples.get(key), key).toBe(value)
  const info = [...samples.keys()].find(key => key.startsWith('redis_instance_info{'))
  expect(info).toContain('role="master"')
  expect(info).toContain('os="Linux \\"x\\" \\\\ y"')
  for (const name of ['redis_cpu_sys_seconds_total', 'redis_cpu_user_seconds_total']) {
    expect(types.get(name)).toBe('counter')
    expect(samples.get(name)).toBeGreaterThanOrEqual(0)
  }
})

test('facts that do not exist now give no sample', async () => {
  const facts = { ...fakeServer(), backlogCoverageSeconds: null }
  const { samples, types } = await scrape(started(createServerMetrics(facts)))
  const keys = [...samples.keys()]
  expect(types.has('redis_master_link_up')).toBe(true)
  expect(keys.some(key => /^(redis_master_link_up|redis_slave_info|holdfast_backlog_cov)/.test(key))).toBe(
    false,
  )
  // A replica that has not acknowledged yet has no lag to speak of.
  expect(keys.some(key => key.includes('lag_seconds{slave_ip="10.0.0.2"'))).toBe(false)
})

test('a replica exports its view of the primary; samples follow the facts', async () => {
  const facts = fakeReplica()
  const metrics = started(createServerMetrics(facts))
  const of = '{master_host="10.0.0.9",master_port="6379"}'
  const before = (await scrape(metrics)).samples
  expect(before.get(`redis_master_link_up${of}`)).toBe(1)
  expect(before.get(`redis_master_last_io_seconds_ago${of}`)).toBe(0)
  expect(before.get(`redis_master_sync_in_progress${of}`)).toBe(0)
  expect(before.get(`redis_slave_repl_offset${of}`)).toBe(4321)
  expect(before.get('redis_slave_info{master_host="10.0.0.9",master_port="6379",read_only="1"}')).toBe(1)
  facts.master = null
  facts.role = 'master'
  const after = (await scrape(metrics)).samples
  expect(after.has(`redis_master_link_up${of}`)).toBe(false)
})

test('what is observed lands in histograms and counters', async () => {
  const metrics = started(createServerMetrics(fakeServer()))
  const { observe } = metrics
  observe.snapshotStart(0.0004)
  observe.snapshotStart(0.002)
  observe.fsync(0.003)
  observe.aofWrite(0.0002)
  observe.evicted('allkeys-lru', 5)
  observe.outputBufferDrop('pubsub')
  observe.fullSync(1.5, 4096)
  const { samples, types } = await scrape(metrics)
  expect(types.get('holdfast_snapshot_start_seconds')).toBe('histogram')
  expect(samples.get('holdfast_snapshot_start_seconds_bucket{le="0.001"}')).toBe(1)
  expect(samples.get('holdfast_snapshot_start_seconds_count')).toBe(2)
  expect(samples.get('holdfast_fsync_seconds_sum')).toBe(0.003)
  expect(samples.get('holdfast_aof_write_seconds_count')).toBe(1)
  expect(samples.get('holdfast_evictions_total{policy="allkeys-lru"}')).toBe(5)
  expect(samples.get('holdfast_output_buffer_drops_total{class="pubsub"}')).toBe(1)
  expect(samples.get('holdfast_last_full_sync_seconds')).toBe(1.5)
  expect(samples.get('holdfast_last_full_sync_bytes')).toBe(4096)
})

test('event-loop lag and garbage collection are seen', async () => {
  const metrics = started(createServerMetrics(fakeServer()))
  const lag = async () => (await scrape(metrics)).samples.get('holdfast_event_loop_lag_seconds_count')
  await expect.poll(lag, { timeout: 10_000 }).toBeGreaterThan(0)
  const junk: unknown[] = []
  const collections = async () => {
    for (let i = 0; i < 100_000; i++) junk[i % 1000] = { i }
    const { samples } = await scrape(metrics)
    return samples.get('holdfast_gc_pause_seconds_count{kind="minor"}')
  }
  await expect.poll(collections, { timeout: 10_000 }).toBeGreaterThan(0)
})

test('totals never fall between scrapes, and grow with the facts', async () => {
  const facts = fakeServer()
  const metrics = started(createServerMetrics(facts))
  const before = await scrape(metrics)
  metrics.observe.fsync(0.1)
  facts.commandsProcessed += 10
  facts.commands = facts.commands.map(command => ({ ...command, calls: command.calls + 5 }))
  const after = await scrape(metrics)
  expect(totals(before).length).toBeGreaterThan(50)
  for (const [key, value] of totals(before)) expect(after.samples.get(key), key).toBeGreaterThanOrEqual(value)
  expect(after.samples.get('redis_commands_processed_total')).toBe(110)
  expect(after.samples.get('redis_commands_total{cmd="get"}')).toBe(65)
})

test('a sentinel exports the values under the names and labels of the Redis exporter', async () => {
  const metrics = started(createSentinelMetrics(fakeSentinel()))
  metrics.observe.failoverPhase('wait_promotion', 0.04)
  metrics.observe.failoverEnded('mymaster', 'done')
  const { samples } = await scrape(metrics)
  const of = '{master_name="mymaster",master_address="10.0.0.9:6379"}'
  const message = 'OK 2 usable Sentinels. Quorum and failover authorization can be reached'
  const expected: Record<string, number> = {
    redis_up: 1,
    redis_sentinel_masters: 1,
    redis_sentinel_tilt: 0,
    redis_sentinel_running_scripts: 0,
    redis_sentinel_scripts_queue_length: 0,
    redis_sentinel_simulate_failure_flags: 0,
    [`redis_sentinel_master_status${of.slice(0, -1)},master_status="ok"}`]: 1,
    [`redis_sentinel_master_ckquorum_status{master_name="mymaster",message="${message}"}`]: 1,
    [`redis_sentinel_master_slaves${of}`]: 2,
    [`redis_sentinel_master_ok_slaves${of}`]: 1,
    [`redis_sentinel_master_sentinels${of}`]: 3,
    [`redis_sentinel_master_ok_sentinels${of}`]: 2,
    [`redis_sentinel_master_setting_ckquorum${of}`]: 2,
    [`redis_sentinel_master_setting_failover_timeout${of}`]: 180000,
    [`redis_sentinel_master_setting_parallel_syncs${of}`]: 1,
    [`redis_sentinel_master_setting_down_after_milliseconds${of}`]: 1000,
    [`redis_sentinel_master_config_epoch${of}`]: 3,
    [`redis_sentinel_master_last_ok_ping_reply_seconds${of}`]: 0.25,
    holdfast_sentinel_tilt_total: 1,
    holdfast_sentinel_current_epoch: 4,
    'holdfast_sentinel_failover_in_progress{master_name="mymaster"}': 0,
    'holdfast_failover_phase_seconds_bucket{le="0.05",phase="wait_promotion"}': 1,
    'holdfast_failovers_total{master_name="mymaster",outcome="done"}': 1,
    'holdfast_failovers_total{master_name="mymaster",outcome="aborted"}': 0,
  }
  for (const [key, value] of Object.entries(expected)) expect(samples.get(key), key).toBe(value)
})
