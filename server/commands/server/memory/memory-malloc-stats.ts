/** MEMORY MALLOC-STATS: the arena in words. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const memoryMallocStats = command<ServerContext>({
  name: 'MALLOC-STATS',
  group: 'server',
  since: '4.0.0',
  arity: 2,
  summary: 'Show allocator internal stats',
  complexity: 'Depends on how much memory is allocated, could be slow',
  flags: [],
  tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
  run({ reply, server }) {
    const { arena } = server.keyspace
    reply.verbatim('txt', `arena: ${arena.used} bytes in use, ${arena.reserved} bytes held from the system\n`)
  },
})
