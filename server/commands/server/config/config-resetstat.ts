/** CONFIG RESETSTAT: the counters that INFO reports begin anew. */
import { command } from '../../../../shared/command/command.ts'

import type { ServerContext } from '../../../engine/context.ts'

export const configResetstat = command<ServerContext>({
  name: 'RESETSTAT',
  group: 'server',
  since: '2.0.0',
  arity: 2,
  summary: 'Reset the stats returned by INFO',
  complexity: 'O(1)',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  run({ commands, reply, server }) {
    server.resetStats(commands)
    reply.ok()
  },
})
