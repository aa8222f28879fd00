/** MEMORY PURGE: the empty memory that is kept at hand goes back to the system. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const memoryPurge = command<ServerContext>({
  name: 'PURGE',
  group: 'server',
  since: '4.0.0',
  arity: 2,
  summary: 'Ask the allocator to release memory',
  complexity: 'Depends on how much memory is allocated, could be slow',
  flags: [],
  tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
  run({ reply, server }) {
    server.keyspace.arena.purge()
    reply.ok()
  },
})
