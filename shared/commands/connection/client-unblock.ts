/** CLIENT UNBLOCK: as if the time had run out, or with an error. */
import { clientState } from '../../client/client.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { subcommandSyntax } from '../../command/help.ts'
import { errors } from '../../resp/errors.ts'

export const clientUnblock = command<CommandContext>({
  name: 'UNBLOCK',
  group: 'connection',
  since: '5.0.0',
  arity: -3,
  summary: 'Unblock a client blocked in a blocking command from a different connection',
  complexity: 'O(log N) where N is the number of client connections',
  syntax: 'client-id:integer timeout-error=[TIMEOUT|ERROR]',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  run({ clients, reply, host }, args) {
    if (args.argc > 4) {
      reply.error(subcommandSyntax(args, 'CLIENT'))
      return
    }
    const withError = args.argc === 4 && args.is(3, 'ERROR')
    if (args.argc === 4 && !withError && !args.is(3, 'TIMEOUT')) {
      reply.error('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR')
      return
    }
    const id = args.int64(2)
    if (id === null) {
      reply.error(errors.notInteger)
      return
    }
    const client = clients.byId.get(Number(id))
    reply.integer(client?.has(clientState.blocked) && host.unblock(client, withError) ? 1 : 0)
  },
})
