/** CLIENT SETNAME: an empty name takes it away. */
import { isVisible, notVisible } from '../../client/name.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientSetname = command<CommandContext>({
  name: 'SETNAME',
  group: 'connection',
  since: '2.6.9',
  arity: 3,
  summary: 'Set the current connection name',
  complexity: 'O(1)',
  syntax: 'connection-name',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ client, reply }, args) {
    if (!isVisible(args, 2)) {
      reply.error(notVisible('Client names'))
      return
    }
    client.name = args.text(2)
    reply.ok()
  },
})
