/*
 * INFO's fields: those that versions after the real server here added, and those that no test can see move, each
 * with the reason. All others must be there, be of the kind of value that Redis's is, and move when they should.
 */

/** Added by Redis 7.2 and 7.4 and Valkey 8, and here. */
export const LATER_FIELDS = (
  'total_blocking_keys total_blocking_keys_on_nokey pubsub_clients watching_clients total_watched_keys ' +
  'allocator_muzzy mem_overhead_db_hashtable_rehashing expired_subkeys acl_access_denied_auth ' +
  'acl_access_denied_cmd acl_access_denied_key acl_access_denied_channel eventloop_cycles eventloop_duration_sum ' +
  'eventloop_duration_cmd_sum instantaneous_eventloop_cycles_per_sec instantaneous_eventloop_duration_usec ' +
  'client_query_buffer_limit_disconnections client_output_buffer_limit_disconnections listener0'
).split(' ')

const NO_CHILD = 'a snapshot has no child process and copies no pages'
const NO_DEFRAG = 'the arena does not defragment'
const NO_THREADS = 'there are no threads for connections'
const NO_SCRIPTS = 'scripts are to come'
const NO_TRACKING = 'CLIENT TRACKING is to come'
const NO_USERS = 'users are to come'
const NO_CLUSTER = 'cluster mode is to come'
const FIXED = 'of the process or its configuration'
const HELD = 'a state that nothing here brings about: '

/** Numbers that stay as they are. */
export const CONSTANT: Record<string, string> = {
  active_defrag_hits: NO_DEFRAG,
  active_defrag_key_hits: NO_DEFRAG,
  active_defrag_key_misses: NO_DEFRAG,
  active_defrag_misses: NO_DEFRAG,
  active_defrag_running: NO_DEFRAG,
  current_active_defrag_time: NO_DEFRAG,
  total_active_defrag_time: NO_DEFRAG,
  allocator_muzzy: 'jemalloc only',
  acl_access_denied_channel: NO_USERS,
  acl_access_denied_cmd: NO_USERS,
  acl_access_denied_key: NO_USERS,
  aof_last_cow_size: NO_CHILD,
  current_cow_peak: NO_CHILD,
  current_cow_size: NO_CHILD,
  current_cow_size_age: NO_CHILD,
  rdb_last_cow_size: NO_CHILD,
  module_fork_in_progress: 'there are no modules',
  module_fork_last_cow_size: 'there are no modules',
  used_cpu_sys_children: NO_CHILD,
  used_cpu_user_children: NO_CHILD,
  arch_bits: FIXED,
  configured_hz: FIXED,
  hz: FIXED,
  maxclients: FIXED,
  process_id: FIXED,
  redis_git_dirty: FIXED,
  redis_git_sha1: FIXED,
  repl_backlog_size: FIXED,
  tcp_port: FIXED,
  total_system_memory: FIXED,
  used_memory_startup: FIXED,
  cluster_connections: NO_CLUSTER,
  cluster_enabled: NO_CLUSTER,
  mem_cluster_links: NO_CLUSTER,
  evicted_clients: 'maxmemory-clients is to come',
  io_threaded_reads_processed: NO_THREADS,
  io_threaded_writes_processed: NO_THREADS,
  io_threads_active: NO_THREADS,
  reply_buffer_expands: 'connections share one reply buffer, whose size is fixed',
  reply_buffer_shrinks: 'connections share one reply buffer, whose size is fixed',
  number_of_cached_scripts: NO_SCRIPTS,
  number_of_functions: NO_SCRIPTS,
  number_of_libraries: NO_SCRIPTS,
  used_memory_functions: NO_SCRIPTS,
  used_memory_lua: NO_SCRIPTS,
  used_memory_scripts: NO_SCRIPTS,
  used_memory_scripts_eval: NO_SCRIPTS,
  used_memory_vm_eval: NO_SCRIPTS,
  used_memory_vm_functions: NO_SCRIPTS,
  used_memory_vm_total: NO_SCRIPTS,
  tracking_clients: NO_TRACKING,
  tracking_total_items: NO_TRACKING,
  tracking_total_keys: NO_TRACKING,
  tracking_total_prefixes: NO_TRACKING,
  total_blocking_keys_on_nokey: 'XREADGROUP is to come',
  mem_overhead_db_hashtable_rehashing: 'a table grows by splitting segments: there is no second table',
  slave_expires_tracked_keys: 'keys of a writable replica expire as any others',
  async_loading: 'a full sync loads aside whatever repl-diskless-load says, and is no loading',
  eventloop_duration_aof_sum: 'threads write the append only file',
  unexpected_error_replies: `${HELD}an error in the stream of a primary`,
  aof_rewrites_consecutive_failures: `${HELD}a disk that fails`,
  rdb_last_load_keys_expired: `${HELD}a start with a file`,
  second_repl_offset: `${HELD}a change of roles`,
}

/** Numbers that move by themselves, sooner or later, and no test waits for it. */
export const BY_ITSELF = (
  'uptime_in_days uptime_in_seconds lru_clock server_time_usec used_cpu_sys used_cpu_user ' +
  'used_cpu_sys_main_thread used_cpu_user_main_thread instantaneous_ops_per_sec instantaneous_input_kbps ' +
  'instantaneous_output_kbps instantaneous_input_repl_kbps instantaneous_output_repl_kbps ' +
  'instantaneous_eventloop_cycles_per_sec instantaneous_eventloop_duration_usec rdb_last_save_time ' +
  'aof_last_rewrite_time_sec rdb_last_bgsave_time_sec total_net_repl_input_bytes ' +
  'mem_not_counted_for_evict mem_clients_normal mem_clients_slaves client_recent_max_output_buffer ' +
  'client_recent_max_input_buffer expire_cycle_cpu_milliseconds latest_fork_usec'
).split(' ')

/** Values of another kind than Redis's, for a reason. */
export const OTHER_KIND: Record<string, string> = {
  redis_git_sha1: 'the commit of this project',
}

/** Numbers of something that is over so soon, or depends so much on the disk, that a test may not see it. */
export const SELDOM_SEEN = (
  'aof_buffer_length mem_aof_buffer aof_rewrite_in_progress aof_current_rewrite_time_sec aof_delayed_fsync ' +
  'aof_pending_bio_fsync aof_pending_rewrite aof_rewrite_scheduled rdb_bgsave_in_progress ' +
  'rdb_current_bgsave_time_sec current_fork_perc current_save_keys_processed current_save_keys_total ' +
  'expired_stale_perc expired_time_cap_reached_count loading lazyfree_pending_objects'
).split(' ')
