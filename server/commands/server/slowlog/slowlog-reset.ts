/** SLOWLOG RESET: forgets all entries; their numbering goes on. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const slowlogReset = command<ServerContext>({
  name: 'RESET',
  group: 'server',
  since: '2.2.12',
  arity: 2,
  summary: 'Clear all entries from the slow log',
  complexity: 'O(N) where N is the number of entries in the slowlog',
  flags: ['admin', 'loading', 'stale'],
  tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
  run({ reply, server }) {
    server.slowlog.entries.length = 0
    reply.ok()
  },
})
