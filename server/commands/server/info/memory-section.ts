/**
 * INFO memory. `used_memory` is what the arena handed out and the buffers hold, exactly; allocator_* tell of
 * the arena's segments, mem_fragmentation_ratio of the whole process, the JavaScript heap included.
 */
import { formatHundredths } from '../../../../shared/bytes/double.ts'
import { formatMemorySize } from '../../../../shared/bytes/memory-size.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { measureMemory } from '../memory/memory-use.ts'

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
    `allocator_allocated:${m.allocated}`,
    `allocator_active:${m.reserved}`,
    `allocator_resident:${m.reserved}`,
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
    `allocator_frag_ratio:${ratio(m.reserved, m.allocated)}`,
    `allocator_frag_bytes:${m.reserved - m.allocated}`,
    'allocator_rss_ratio:1.00',
    'allocator_rss_bytes:0',
    `rss_overhead_ratio:${ratio(m.rss, m.reserved)}`,
    `rss_overhead_bytes:${m.rss - m.reserved}`,
    `mem_fragmentation_ratio:${ratio(m.rss, m.used)}`,
    `mem_fragmentation_bytes:${m.rss - m.used}`,
    `mem_not_counted_for_evict:${m.uncounted}`,
    `mem_replication_backlog:${m.backlog}`,
    `mem_total_replication_buffers:${m.backlog}`,
    `mem_clients_slaves:${m.replicas}`,
    `mem_clients_normal:${m.clients}`,
    'mem_cluster_links:0',
    'mem_aof_buffer:0',
    'mem_allocator:arena',
    'active_defrag_running:0',
    `lazyfree_pending_objects:${server.keyspace.pendingFree()}`,
    `lazyfreed_objects:${server.keyspace.lazyFreed}`,
    `node_heap_used:${m.heap}`,
  ]
}

function size(name: string, bytes: number): string[] {
  return [`${name}:${bytes}`, `${name}_human:${formatMemorySize(bytes)}`]
}

function percent(part: number, whole: number): string {
  return `${formatHundredths(whole <= 0 ? 0 : (part * 100) / whole)}%`
}

function ratio(a: number, b: number): string {
  return formatHundredths(b <= 0 ? 0 : a / b)
}
