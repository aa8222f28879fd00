/** CLIENT GETNAME. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientGetname = command<CommandContext>({
  name: 'GETNAME',
  group: 'connection',
  since: '2.6.9',
  arity: 2,
  summary: 'Get the current connection name',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ client, reply }) {
    if (client.name === '') reply.null()
    else reply.bulkText(client.name)
  },
})
