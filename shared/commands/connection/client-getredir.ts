/** CLIENT GETREDIR: -1, tracking being off. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientGetredir = command<CommandContext>({
  name: 'GETREDIR',
  group: 'connection',
  since: '6.0.0',
  arity: 2,
  summary: 'Get tracking notifications redirection client ID if any',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ reply }) {
    reply.integer(-1)
  },
})
