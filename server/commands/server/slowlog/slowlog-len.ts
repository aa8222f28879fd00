/** SLOWLOG LEN. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const slowlogLen = command<ServerContext>({
  name: 'LEN',
  group: 'server',
  since: '2.2.12',
  arity: 2,
  summary: "Get the slow log's length",
  complexity: 'O(1)',
  flags: ['admin', 'loading', 'stale'],
  tips: ['request_policy:all_nodes', 'response_policy:agg_sum', 'nondeterministic_output'],
  run({ reply, server }) {
    reply.integer(server.slowlog.entries.length)
  },
})
