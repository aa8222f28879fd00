/** Where the memory is, measured for INFO memory, MEMORY STATS and MEMORY DOCTOR. All in bytes. */
import { type Client, clientState } from '../../../../shared/client/client.ts'
import type { Server } from '../../../engine/server.ts'

export type MemoryUse = {
  used: number
  rss: number
  peak: number
  startup: number
  /** Of the tables, indexes, connections and the log: what is not keys and values. */
  overhead: number
  dataset: number
  allocated: number
  reserved: number
  system: number
  heap: number
  backlog: number
  /** Of what is used: does not count towards maxmemory. */
  uncounted: number
  clients: number
  replicas: number
  /** `expires`: of keys' times and of fields'. */
  databases: { index: number; keys: number; main: number; expires: number }[]
}

export function measureMemory(server: Server): MemoryUse {
  const { keyspace, log, stats } = server
  const { rss, totalMemory, heapUsed } = server.parts.world.process()
  const used = server.usedMemory()
  stats.peakMemory = Math.max(stats.peakMemory, used)
  let clients = 0
  let replicas = 0
  for (const client of server.clients.byId.values()) {
    if (client.has(clientState.replica)) replicas += buffersOf(client)
    else clients += buffersOf(client)
  }
  const databases: MemoryUse['databases'] = []
  let tables = 0
  for (const { index, table, expires, timedHashes } of keyspace.databases) {
    const main = table.overhead()
    const dates = expires.overhead() + timedHashes.overhead()
    tables += main + dates
    if (table.count > 0) databases.push({ index, keys: table.count, main, expires: dates })
  }
  const overhead = tables + log.memory()
  return {
    used,
    rss,
    peak: stats.peakMemory,
    startup: 0,
    overhead,
    dataset: used - overhead,
    allocated: keyspace.arena.used,
    reserved: keyspace.arena.reserved,
    system: totalMemory,
    heap: heapUsed,
    backlog: log.memory(),
    uncounted: Math.round(server.uncountedMemory()),
    clients,
    replicas,
    databases,
  }
}

function buffersOf(client: Client): number {
  return client.parser.heldCapacity() + client.out.length + client.transport.pending()
}
