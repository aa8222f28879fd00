/** CLIENT ID: numbers only grow and are never used twice. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientId = command<CommandContext>({
  name: 'ID',
  group: 'connection',
  since: '5.0.0',
  arity: 2,
  summary: 'Returns the client ID for the current connection',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ client, reply }) {
    reply.integer(client.id)
  },
})
