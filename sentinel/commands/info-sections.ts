/** The sections of a sentinel's INFO. Fields are Redis's; those that cannot apply here are left out. */
import { REDIS_VERSION } from '../../shared/command/version.ts'
import { infoSection } from '../core/queries.ts'
import type { Sentinel } from '../engine/sentinel.ts'

export interface Section {
  readonly name: string
  /** Its lines, each with CRLF. */
  readonly text: (sentinel: Sentinel) => string
}

type Field = readonly [name: string, value: string | number]

export const SECTIONS: readonly Section[] = [
  { name: 'Server', text: sentinel => lines(server(sentinel)) },
  { name: 'Clients', text: sentinel => lines(clients(sentinel)) },
  { name: 'Stats', text: sentinel => lines(stats(sentinel)) },
  { name: 'CPU', text: sentinel => lines(cpu(sentinel)) },
  { name: 'Sentinel', text: sentinel => infoSection(sentinel.state, sentinel.now()) },
]

function lines(fields: readonly Field[]): string {
  return fields.map(([name, value]) => `${name}:${value}\r\n`).join('')
}

const DAY_S = 86_400

function server(sentinel: Sentinel): Field[] {
  const facts = sentinel.world.process()
  const wallMs = sentinel.clock.wallMs()
  const uptime = Math.floor((wallMs - sentinel.startedAt) / 1000)
  return [
    ['redis_version', REDIS_VERSION],
    ['redis_git_sha1', facts.commit],
    ['redis_git_dirty', 0],
    ['redis_build_id', facts.commit],
    ['redis_mode', 'sentinel'],
    ['os', facts.os],
    ['arch_bits', 64],
    ['monotonic_clock', 'POSIX clock_gettime'],
    ['multiplexing_api', 'libuv'],
    ['node_version', facts.nodeVersion],
    ['process_id', facts.pid],
    ['process_supervised', 'no'],
    ['run_id', sentinel.runId],
    ['tcp_port', sentinel.state.port],
    ['server_time_usec', sentinel.clock.wallUs()],
    ['uptime_in_seconds', uptime],
    ['uptime_in_days', Math.floor(uptime / DAY_S)],
    ['hz', 40],
    ['configured_hz', 40],
    ['lru_clock', Math.floor(wallMs / 1000) % 2 ** 24],
    ['executable', facts.executable],
    ['config_file', facts.configFile],
    ['io_threads_active', 0],
  ]
}

function clients(sentinel: Sentinel): Field[] {
  let input = 0
  let output = 0
  for (const client of sentinel.clients.byId.values()) {
    input = Math.max(input, client.parser.heldBytes())
    output = Math.max(output, client.outputBytes())
  }
  return [
    ['connected_clients', sentinel.clients.byId.size],
    ['cluster_connections', 0],
    ['maxclients', sentinel.store.number('maxclients')],
    ['client_recent_max_input_buffer', input],
    ['client_recent_max_output_buffer', output],
    ['blocked_clients', sentinel.asked.size],
    ['tracking_clients', 0],
    ['clients_in_timeout_table', 0],
  ]
}

function stats({ stats: counts, pubsub }: Sentinel): Field[] {
  return [
    ['total_connections_received', counts.connections],
    ['total_commands_processed', counts.commands],
    ['instantaneous_ops_per_sec', counts.opsPerSecond],
    ['total_net_input_bytes', counts.netIn],
    ['total_net_output_bytes', counts.netOut],
    ['instantaneous_input_kbps', (counts.inPerSecond / 1024).toFixed(2)],
    ['instantaneous_output_kbps', (counts.outPerSecond / 1024).toFixed(2)],
    ['rejected_connections', counts.rejectedConnections],
    ['pubsub_channels', pubsub.channelNames().size],
    ['pubsub_patterns', pubsub.numpat()],
    ['pubsubshard_channels', 0],
    ['unexpected_error_replies', 0],
    ['total_error_replies', counts.errorReplies],
    ['total_reads_processed', counts.reads],
    ['total_writes_processed', counts.writes],
    ['io_threaded_reads_processed', 0],
    ['io_threaded_writes_processed', 0],
  ]
}

function cpu(sentinel: Sentinel): Field[] {
  const { cpuSystem, cpuUser } = sentinel.world.process()
  return [
    ['used_cpu_sys', cpuSystem.toFixed(6)],
    ['used_cpu_user', cpuUser.toFixed(6)],
    ['used_cpu_sys_children', '0.000000'],
    ['used_cpu_user_children', '0.000000'],
  ]
}
