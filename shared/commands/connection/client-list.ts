/** CLIENT LIST: one line per connection, all or those of a type or with an ID. */
import type { Client } from '../../client/client.ts'
import { describeClient } from '../../client/describe.ts'
import { clientClassArg } from '../../client/filter.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import type { Args } from '../../resp/args.ts'
import { errors } from '../../resp/errors.ts'
import { argvBytes } from './argv-bytes.ts'

export const clientList = command<CommandContext>({
  name: 'LIST',
  group: 'connection',
  since: '2.4.0',
  arity: -2,
  summary: 'Get the list of client connections',
  complexity: 'O(N) where N is the number of client connections',
  syntax:
    '[normal-master-replica-pubsub=TYPE (NORMAL|MASTER|REPLICA|PUBSUB)@5.0.0] ' +
    '[ID (client-id:integer...)@6.2.0]',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  tips: ['nondeterministic_output'],
  history: [
    ['2.8.12', 'Added unique client `id` field.'],
    ['5.0.0', 'Added optional `TYPE` filter.'],
    ['6.0.0', 'Added `user` field.'],
    ['6.2.0', 'Added `argv-mem`, `tot-mem`, `laddr` and `redir` fields and the optional `ID` filter.'],
    ['7.0.0', 'Added `resp`, `multi-mem`, `rbs` and `rbp` fields.'],
    ['7.0.3', 'Added `ssub` field.'],
    ['7.2.0', 'Added `lib-name` and `lib-ver` fields.'],
  ],
  run(ctx, args) {
    const chosen = choose(ctx, args)
    if (chosen === null) return
    let text = ''
    for (const client of chosen) {
      text += `${describeClient(client, ctx.now, client === ctx.client ? argvBytes(args) : 0)}\n`
    }
    ctx.reply.verbatim('txt', text)
  },
})

/** The connections asked for, or null when the error was given. */
function choose({ clients, reply }: CommandContext, args: Args): Iterable<Client> | null {
  if (args.argc === 2) return clients.byId.values()
  if (args.argc === 4 && args.is(2, 'TYPE')) {
    const type = clientClassArg(args, 3, reply)
    return type === null ? null : [...clients.byId.values()].filter(client => client.class() === type)
  }
  if (args.argc < 4 || !args.is(2, 'ID')) {
    reply.error(errors.syntax)
    return null
  }
  const chosen: Client[] = []
  for (let i = 3; i < args.argc; i++) {
    const id = args.int64(i)
    if (id === null) {
      reply.error('ERR Invalid client ID')
      return null
    }
    const client = clients.byId.get(Number(id))
    if (client !== undefined) chosen.push(client)
  }
  return chosen
}
