/** ACL WHOAMI: the user that the connection speaks for. */
import { command } from '../../../command/command.ts'
import type { CommandContext } from '../../../command/context.ts'

export const aclWhoami = command<CommandContext>({
  name: 'WHOAMI',
  group: 'server',
  since: '6.0.0',
  arity: 2,
  summary: 'Return the name of the user associated to the current connection',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ client, reply }) {
    reply.bulkText(client.user)
  },
})
