/**
 * INFO memory; `MemoryUse` defines what is what. allocator_* tell of the arena and of the buffers.
 */
import { formatHundredths } from '../../../../shared/bytes/double.ts'
import { formatMemorySize } from '../../../../shared/bytes/memory-size.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { measureMemory, percentage, ratioOf } from '../memory/memory-use.ts'

export function memoryLines({ server }: ServerContext): string[] {
  const m = measureMemory(server)
  const { maxmemoryBytes, maxmemoryPolicy } = server.settings
  return [
    ...size('used_memory', m.used),
    ...size('used_memory_rss', m.rss),
    ...size('used_memory_peak', m.peak),
    `used_memory_peak_perc:${percent(m.used, m.peak)}`,
    `used_memory_overhead:${m.overhead}`,
    `used_memory_startup:${m.startup}`,
    `used_memory_dataset:${m.dataset}`,
    `used_memory_dataset_perc:${percent(m.dataset, m.used - m.startup)}`,
    `allocator_allocated:${m.used}`,
    `allocator_active:${m.active}`,
    `allocator_resident:${m.reserved}`,
    'allocator_muzzy:0',
    ...size('total_system_memory', m.system),
    ...size('used_memory_lua', 0),
    'used_memory_vm_eval:0',
    'used_memory_scripts_eval:0',
    'number_of_cached_scripts:0',
    'number_of_functions:0',
    'number_of_libraries:0',
    'used_memory_vm_functions:0',
    ...size('used_memory_vm_total', 0),
    'used_memory_functions:0',
    ...size('used_memory_scripts', 0),
    ...size('maxmemory', maxmemoryBytes),
    `maxmemory_policy:${maxmemoryPolicy}`,
    `allocator_frag_ratio:${ratio(m.active, m.used)}`,
    `allocator_frag_bytes:${m.active - m.used}`,
    `allocator_rss_ratio:${ratio(m.reserved, m.active)}`,
    `allocator_rss_bytes:${m.reserved - m.active}`,
    `rss_overhead_ratio:${ratio(m.rss, m.reserved)}`,
    `rss_overhead_bytes:${m.rss - m.reserved}`,
    `mem_fragmentation_ratio:${ratio(m.active, m.used)}`,
    `mem_fragmentation_bytes:${m.active - m.used}`,
    `mem_not_counted_for_evict:${m.uncounted}`,
    `mem_replication_backlog:${m.backlog}`,
    `mem_total_replication_buffers:${m.backlog + m.replicas}`,
    `mem_clients_slaves:${m.replicas}`,
    `mem_clients_normal:${m.clients}`,
    'mem_cluster_links:0',
    `mem_aof_buffer:${m.aofBuffer}`,
    'mem_allocator:arena',
    // A table grows by splitting segments, one at a time: there is no second table.
    'mem_overhead_db_hashtable_rehashing:0',
    'active_defrag_running:0',
    `lazyfree_pending_objects:${server.keyspace.pendingFree()}`,
    `lazyfreed_objects:${server.keyspace.lazyFreed}`,
    `mem_runtime:${m.runtime}`,
    `node_heap_used:${m.heap}`,
  ]
}

function size(name: string, bytes: number): string[] {
  return [`${name}:${bytes}`, `${name}_human:${formatMemorySize(bytes)}`]
}

function percent(part: number, whole: number): string {
  return `${formatHundredths(percentage(part, whole))}%`
}

function ratio(whole: number, part: number): string {
  return formatHundredths(ratioOf(whole, part))
}
