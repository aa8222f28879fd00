/**
 * Where the memory is, all in bytes: the one place that defines it, for INFO memory, MEMORY STATS, MEMORY
 * DOCTOR and /metrics.
 *
 *   used      = startup + arena + log + clients            used_memory, allocator_allocated
 *   active    = startup + arena's pages + log + clients    what `used` lies in: allocator_active
 *   reserved  = startup + arena's segments + log + clients also what is kept at hand: allocator_resident
 *   rss       = active + runtime                           runtime: Node, its heap, our code, spare pages
 *   overhead  = startup + tables + log + clients
 *   dataset   = used - overhead                            keys and values
 *   log       = backlog + replicas' share + aofBuffer      the command log's blocks, by who needs them
 *   used - uncounted                                       what maxmemory is compared with
 *
 * Departs from Redis in one thing. There the process is little more than its data, and the fragmentation
 * ratio is rss / used. Here the runtime takes some 100 MB that no data cause, so on a small server that ratio
 * would tell of nothing else; and used_memory cannot include the runtime, because people compare it with
 * maxmemory. So mem_fragmentation_* compare `active` with `used`; rss, rss_overhead_* (rss against
 * allocator_resident) and `mem_runtime` tell of the whole process.
 */
import { clientState } from '../../../../shared/client/client.ts'
import { clientBuffers } from '../../../../shared/client/describe.ts'
import { type Server, STARTUP_MEMORY } from '../../../engine/server.ts'
import type { Persistence } from '../../../persistence/persistence.ts'

export type MemoryUse = {
  used: number
  rss: number
  active: number
  reserved: number
  runtime: number
  peak: number
  startup: number
  overhead: number
  dataset: number
  system: number
  heap: number
  backlog: number
  aofBuffer: number
  /** Of what is used: does not count towards maxmemory. */
  uncounted: number
  /** Buffers of connections; those of replicas include what they make the log keep. */
  clients: number
  replicas: number
  /** Of all tables. `expires`: of keys' times and of fields'. */
  tables: number
  databases: { index: number; keys: number; main: number; expires: number }[]
}

export function measureMemory(server: Server): MemoryUse {
  const { keyspace, stats } = server
  const { rss, totalMemory, heapUsed } = server.parts.world.process()
  const connections = measureClients(server)
  const log = measureLog(server)
  const { tables, databases } = measureTables(server)
  server.clientMemory = connections.clients + connections.replicas
  const used = server.totalMemory()
  stats.peakMemory = Math.max(stats.peakMemory, used)
  const buffers = server.clientMemory + server.log.memory()
  const overhead = STARTUP_MEMORY + tables + buffers
  const active = Math.min(rss, STARTUP_MEMORY + keyspace.arena.active() + buffers)
  return {
    used,
    rss,
    active,
    reserved: STARTUP_MEMORY + keyspace.arena.reserved + buffers,
    runtime: rss - active,
    peak: stats.peakMemory,
    startup: STARTUP_MEMORY,
    overhead,
    dataset: used - overhead,
    system: totalMemory,
    heap: heapUsed,
    backlog: log.backlog,
    aofBuffer: log.aofBuffer,
    uncounted: Math.round(server.uncountedMemory()) + server.clientMemory,
    clients: connections.clients,
    replicas: connections.replicas + log.replicas,
    tables,
    databases,
  }
}

function measureClients(server: Server): { clients: number; replicas: number } {
  let clients = 0
  let replicas = 0
  for (const client of server.clients.byId.values()) {
    if (client.has(clientState.replica)) replicas += clientBuffers(client)
    else clients += clientBuffers(client)
  }
  return { clients, replicas }
}

/** The log's blocks: what the append only file has not written, the backlog, the rest for slow replicas. */
function measureLog(server: Server): { aofBuffer: number; backlog: number; replicas: number } {
  const { log } = server
  const held = log.memory()
  const aof = (server.persistence as Persistence | null)?.aof
  const aofBuffer = log.backlog ? Math.min(held, aof?.waiting ?? 0) : held
  const backlog = Math.min(held - aofBuffer, log.keep)
  return { aofBuffer, backlog, replicas: held - aofBuffer - backlog }
}

function measureTables({ keyspace }: Server): Pick<MemoryUse, 'tables' | 'databases'> {
  const databases: MemoryUse['databases'] = []
  let tables = 0
  for (const { index, table, expires, timedHashes } of keyspace.databases) {
    const main = table.overhead()
    const dates = expires.overhead() + timedHashes.overhead()
    tables += main + dates
    if (table.count > 0) databases.push({ index, keys: table.count, main, expires: dates })
  }
  return { tables, databases }
}

/** `part` of `whole` in percent, as INFO and MEMORY STATS tell shares. */
export function percentage(part: number, whole: number): number {
  return whole <= 0 ? 0 : (part * 100) / whole
}

/** How many times `whole` is of `part`; 1 when there is neither. */
export function ratioOf(whole: number, part: number): number {
  return part <= 0 ? 1 : whole / part
}
