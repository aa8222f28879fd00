/** CLIENT UNPAUSE. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientUnpause = command<CommandContext>({
  name: 'UNPAUSE',
  group: 'connection',
  since: '6.2.0',
  arity: 2,
  summary: 'Resume processing of clients that were paused',
  complexity: 'O(N) Where N is the number of paused clients',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  run({ reply, host }) {
    host.unpause()
    reply.ok()
  },
})
