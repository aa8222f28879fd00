/** CLIENT KILL: by address in the old form, by any number of filters in the new one; itself last of all. */
import type { Client, ClientClass } from '../../client/client.ts'
import { clientClassArg } from '../../client/filter.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import type { Args } from '../../resp/args.ts'
import { errors } from '../../resp/errors.ts'

export const clientKill = command<CommandContext>({
  name: 'KILL',
  group: 'connection',
  since: '2.4.0',
  arity: -3,
  summary: 'Kill the connection of a client',
  complexity: 'O(N) where N is the number of client connections',
  syntax:
    "filter=(ip-port'ip:port'@-2.8.12|new-format=([ID client-id:integer@2.8.12]|" +
    '[normal-master-slave-pubsub=TYPE (NORMAL|MASTER@3.2.0|SLAVE|REPLICA@5.0.0|PUBSUB)@2.8.12]|' +
    "[USER username]|[ADDR ip-port'ip:port']|[LADDR ip-port'ip:port'@6.2.0]|[SKIPME yes-no'yes/no']|" +
    '[MAXAGE maxage:integer@7.4.0])...)',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  history: [
    ['2.8.12', 'Added new filter format.'],
    ['2.8.12', '`ID` option.'],
    ['3.2.0', 'Added `master` type in for `TYPE` option.'],
    ['5.0.0', 'Replaced `slave` `TYPE` with `replica`. `slave` still supported for backward compatibility.'],
    ['6.2.0', '`LADDR` option.'],
    ['7.4.0', '`MAXAGE` option.'],
  ],
  run(ctx, args) {
    const { reply } = ctx
    const old = args.argc === 3
    const filter = old ? { ...everyone(), addr: args.text(2), skipMe: false } : readFilter(ctx, args)
    if (filter === null) return
    const doomed = [...ctx.clients.byId.values()].filter(client => matches(ctx, client, filter))
    if (!old) reply.integer(doomed.length)
    else if (doomed.length > 0) reply.ok()
    else reply.error('ERR No such client')
    for (const client of doomed) ctx.host.close(client, client !== ctx.client)
  },
})

/** What a connection must be to be killed; null: any. */
type Filter = {
  addr: string | null
  laddr: string | null
  type: ClientClass | null
  id: number | null
  user: string | null
  /** Seconds of age, at least. */
  maxAge: number | null
  skipMe: boolean
}

function everyone(): Filter {
  return { addr: null, laddr: null, type: null, id: null, user: null, maxAge: null, skipMe: true }
}

function matches(ctx: CommandContext, client: Client, filter: Filter): boolean {
  if (filter.addr !== null && client.addr !== filter.addr) return false
  if (filter.laddr !== null && client.laddr !== filter.laddr) return false
  if (filter.type !== null && client.class() !== filter.type) return false
  if (filter.id !== null && client.id !== filter.id) return false
  if (filter.user !== null && client.user !== filter.user) return false
  if (filter.maxAge !== null && Math.floor((ctx.now - client.createdAt) / 1000) < filter.maxAge) return false
  return client !== ctx.client || !filter.skipMe
}

/** The filters of the new form, or null when the error was given. */
function readFilter(ctx: CommandContext, args: Args): Filter | null {
  const filter = everyone()
  for (let i = 2; i < args.argc; i += 2) {
    const error = i + 1 < args.argc ? readPair(ctx, args, i, filter) : errors.syntax
    if (error === null) continue
    if (error !== '') ctx.reply.error(error)
    return null
  }
  return filter
}

/** Takes the filter at argument i and its value; an error text, empty when it was given already. */
function readPair(ctx: CommandContext, args: Args, i: number, filter: Filter): string | null {
  const value = i + 1
  if (args.is(i, 'ID')) {
    filter.id = args.integer(value)
    if (!(filter.id > 0)) return 'ERR client-id should be greater than 0'
  } else if (args.is(i, 'TYPE')) {
    filter.type = clientClassArg(args, value, ctx.reply)
    if (filter.type === null) return ''
  } else if (args.is(i, 'ADDR')) filter.addr = args.text(value)
  else if (args.is(i, 'LADDR')) filter.laddr = args.text(value)
  else if (args.is(i, 'USER')) {
    filter.user = args.text(value)
    if (!ctx.host.hasUser(filter.user)) return `ERR No such user '${filter.user}'`
  } else if (args.is(i, 'MAXAGE')) {
    filter.maxAge = args.integer(value)
    if (Number.isNaN(filter.maxAge)) return 'ERR maxage is not an integer or out of range'
    if (filter.maxAge <= 0) return 'ERR maxage should be greater than 0'
  } else if (args.is(i, 'SKIPME') && args.is(value, 'YES')) filter.skipMe = true
  else if (args.is(i, 'SKIPME') && args.is(value, 'NO')) filter.skipMe = false
  else return errors.syntax
  return null
}
