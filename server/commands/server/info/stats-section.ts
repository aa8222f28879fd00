/** INFO stats: totals since the start or since CONFIG RESETSTAT, and the rates of the last moments. */
import { formatHundredths } from '../../../../shared/bytes/double.ts'
import type { ServerContext } from '../../../engine/context.ts'
import type { Rate } from '../../../engine/rates.ts'
import { Migrations } from '../../../migration/migrations.ts'

export function statsLines({ server, pubsub }: ServerContext): string[] {
  const { stats, rates, keyspace } = server
  const { state } = keyspace
  const exceeded = state.exceededSince === 0 ? 0 : state.now - state.exceededSince
  return [
    `total_connections_received:${stats.connections}`,
    `total_commands_processed:${stats.commands}`,
    `instantaneous_ops_per_sec:${Math.floor(rates.commands.perSecond())}`,
    `total_net_input_bytes:${stats.netIn + stats.netReplIn}`,
    `total_net_output_bytes:${stats.netOut + stats.netReplOut}`,
    `total_net_repl_input_bytes:${stats.netReplIn}`,
    `total_net_repl_output_bytes:${stats.netReplOut}`,
    `instantaneous_input_kbps:${kilobytes(rates.netIn)}`,
    `instantaneous_output_kbps:${kilobytes(rates.netOut)}`,
    `instantaneous_input_repl_kbps:${kilobytes(rates.replIn)}`,
    `instantaneous_output_repl_kbps:${kilobytes(rates.replOut)}`,
    `rejected_connections:${stats.rejectedConnections}`,
    `sync_full:${stats.syncFull}`,
    `sync_partial_ok:${stats.syncPartialOk}`,
    `sync_partial_err:${stats.syncPartialErr}`,
    `expired_keys:${state.expired}`,
    // Redis has it since 7.4, with the times of fields.
    `expired_subkeys:${state.expiredFields}`,
    `expired_stale_perc:${formatHundredths(state.expiredStalePercent)}`,
    `expired_time_cap_reached_count:${state.expiredTimeCapReached}`,
    `expire_cycle_cpu_milliseconds:${Math.floor(stats.expireCycleUsec / 1000)}`,
    `evicted_keys:${state.evicted}`,
    `evicted_clients:${stats.evictedClients}`,
    `total_eviction_exceeded_time:${state.exceededMs + exceeded}`,
    `current_eviction_exceeded_time:${exceeded}`,
    `keyspace_hits:${state.hits}`,
    `keyspace_misses:${state.misses}`,
    `pubsub_channels:${pubsub.channelNames().size}`,
    `pubsub_patterns:${pubsub.numpat()}`,
    `pubsubshard_channels:${pubsub.shardChannelNames().size}`,
    `latest_fork_usec:${stats.latestForkUsec}`,
    `total_forks:${stats.totalForks}`,
    `migrate_cached_sockets:${Migrations.of(server)?.sockets ?? 0}`,
    `slave_expires_tracked_keys:${keyspace.ownDated()}`,
    'active_defrag_hits:0',
    'active_defrag_misses:0',
    'active_defrag_key_hits:0',
    'active_defrag_key_misses:0',
    'total_active_defrag_time:0',
    'current_active_defrag_time:0',
    'tracking_total_keys:0',
    'tracking_total_items:0',
    'tracking_total_prefixes:0',
    `unexpected_error_replies:${stats.unexpectedErrors}`,
    `total_error_replies:${stats.errorReplies}`,
    `dump_payload_sanitizations:${stats.payloadChecks}`,
    `total_reads_processed:${stats.reads}`,
    `total_writes_processed:${stats.writes}`,
    'io_threaded_reads_processed:0',
    'io_threaded_writes_processed:0',
    'reply_buffer_shrinks:0',
    'reply_buffer_expands:0',
    `client_query_buffer_limit_disconnections:${stats.queryBufferDrops}`,
    `client_output_buffer_limit_disconnections:${stats.outputBufferDrops}`,
    `eventloop_cycles:${stats.loopCycles}`,
    `eventloop_duration_sum:${Math.round(stats.loopUsec)}`,
    `eventloop_duration_cmd_sum:${Math.round(stats.loopCommandUsec)}`,
    `instantaneous_eventloop_cycles_per_sec:${Math.floor(rates.loopCycles.perSecond())}`,
    `instantaneous_eventloop_duration_usec:${Math.floor(rates.loopUsec.perSecond())}`,
    `acl_access_denied_auth:${stats.deniedAuth}`,
    'acl_access_denied_cmd:0',
    'acl_access_denied_key:0',
    'acl_access_denied_channel:0',
  ]
}

/** INFO debug: told only when asked for by its name. */
export function debugLines({ server: { stats } }: ServerContext): string[] {
  return [
    // The append only file is written by threads, not by the loop.
    'eventloop_duration_aof_sum:0',
    `eventloop_duration_cron_sum:${Math.round(stats.cronUsec)}`,
    `eventloop_duration_max:${Math.round(stats.loopUsecMax)}`,
    `eventloop_cmd_per_cycle_max:${stats.loopCommandsMax}`,
  ]
}

function kilobytes(rate: Rate): string {
  return formatHundredths(rate.perSecond() / 1024)
}
