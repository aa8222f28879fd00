/** MEMORY STATS: the numbers of INFO memory, for programs. */
import { command } from '../../../../shared/command/command.ts'
import type { ReplyWriter } from '../../../../shared/resp/reply-writer.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { type MemoryUse, measureMemory } from './memory-use.ts'

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
      ['aof.buffer', 0],
      ['lua.caches', 0],
      ['functions.caches', 0],
    ]
    const rest: typeof facts = [
      ['overhead.total', m.overhead],
      ['keys.count', keys],
      ['keys.bytes-per-key', keys === 0 ? 0 : Math.floor((m.used - m.startup) / keys)],
      ['dataset.bytes', m.dataset],
      ['dataset.percentage', share(m.dataset, m.used - m.startup), true],
      ['peak.percentage', share(m.used, m.peak), true],
      ['allocator.allocated', m.allocated],
      ['allocator.active', m.reserved],
      ['allocator.resident', m.reserved],
      ['allocator-fragmentation.ratio', m.allocated === 0 ? 0 : m.reserved / m.allocated, true],
      ['allocator-fragmentation.bytes', m.reserved - m.allocated],
      ['allocator-rss.ratio', 1, true],
      ['allocator-rss.bytes', 0],
      ['rss-overhead.ratio', m.reserved === 0 ? 0 : m.rss / m.reserved, true],
      ['rss-overhead.bytes', m.rss - m.reserved],
      ['fragmentation', m.used === 0 ? 0 : m.rss / m.used, true],
      ['fragmentation.bytes', m.rss - m.used],
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

function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : (part * 100) / whole
}

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
