/** QUIT: the connection ends once +OK has left. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const quit = command<CommandContext>({
  name: 'QUIT',
  group: 'connection',
  since: '1.0.0',
  arity: -1,
  summary: 'Close the connection',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  run({ client, reply, host }) {
    reply.ok()
    host.close(client, false)
  },
})
