/** MEMORY PURGE: freed segments go back to the system at once in any case. */
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
  run({ reply }) {
    reply.ok()
  },
})
