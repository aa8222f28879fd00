/** MEMORY STATS: the numbers of INFO memory, for programs. */
import { command } from '../../../../shared/command/command.ts'
import type { ReplyWriter } from '../../../../shared/resp/reply-writer.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { type MemoryUse, measureMemory, percentage, ratioOf } from './memory-use.ts'

export const memoryStats = command<ServerContext>({
  name: 'STATS',
  group: 'server',
  since: '4.0.0',
  arity: 2,
  summary: 'Show memory usage details',
  complexity: 'O(1)',
  flags: [],
  tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
  run({ reply, server }) {
    const m = measureMemory(server)
    const keys = server.keyspace.keys()
    const facts: [name: string, value: number, isDouble?: true][] = [
      ['peak.allocated', m.peak],
      ['total.allocated', m.used],
      ['startup.allocated', m.startup],
      ['replication.backlog', m.backlog],
      ['clients.slaves', m.replicas],
      ['clients.normal', m.clients],
      ['cluster.links', 0],
      ['aof.buffer', m.aofBuffer],
      ['lua.caches', 0],
      ['functions.caches', 0],
    ]
    const rest: typeof facts = [
      ['overhead.db.hashtable.lut', m.tables],
      ['overhead.db.hashtable.rehashing', 0],
      // Not Redis 7.4's db.dict.rehashing.count: redis-py up to 5.0 takes it for a database.
      ['overhead.total', m.overhead],
      ['keys.count', keys],
      ['keys.bytes-per-key', keys === 0 ? 0 : Math.floor((m.used - m.startup) / keys)],
      ['dataset.bytes', m.dataset],
      ['dataset.percentage', percentage(m.dataset, m.used - m.startup), true],
      ['peak.percentage', percentage(m.used, m.peak), true],
      ['allocator.allocated', m.used],
      ['allocator.active', m.active],
      ['allocator.resident', m.reserved],
      ['allocator.muzzy', 0],
      ['allocator-fragmentation.ratio', ratioOf(m.active, m.used), true],
      ['allocator-fragmentation.bytes', m.active - m.used],
      ['allocator-rss.ratio', ratioOf(m.reserved, m.active), true],
      ['allocator-rss.bytes', m.reserved - m.active],
      ['rss-overhead.ratio', ratioOf(m.rss, m.reserved), true],
      ['rss-overhead.bytes', m.rss - m.reserved],
      ['fragmentation', ratioOf(m.active, m.used), true],
      ['fragmentation.bytes', m.active - m.used],
    ]
    const tell = ([name, value, isDouble]: (typeof facts)[number]): void => {
      reply.bulkText(name)
      if (isDouble) reply.double(value)
      else reply.integer(value)
    }
    reply.map(facts.length + m.databases.length + rest.length)
    facts.forEach(tell)
    for (const db of m.databases) tellDatabase(reply, db)
    rest.forEach(tell)
  },
})

function tellDatabase(reply: ReplyWriter, { index, main, expires }: MemoryUse['databases'][number]): void {
  reply.bulkText(`db.${index}`)
  reply.map(3)
  reply.bulkText('overhead.hashtable.main')
  reply.integer(main)
  reply.bulkText('overhead.hashtable.expires')
  reply.integer(expires)
  reply.bulkText('overhead.hashtable.slot-to-keys')
  reply.integer(0)
}
