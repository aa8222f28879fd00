/**
 * DEBUG: for tests and tools, and only where enable-debug-command lets it. Subcommands that look into
 * structures which do not exist here are unknown.
 */
import { latin1 } from '../../../../shared/bytes/text.ts'
import { isLocal } from '../../../../shared/client/local.ts'
import { command } from '../../../../shared/command/command.ts'
import { subcommandSyntax } from '../../../../shared/command/help.ts'
import type { Args } from '../../../../shared/resp/args.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { debugAofFlushSleep } from './aof-flush-sleep.ts'
import { debugDigest, debugDigestValue } from './digest.ts'
import { debugHelp } from './help.ts'
import { debugLoadAof } from './load-aof.ts'
import { debugObject } from './object.ts'
import { debugPopulate } from './populate.ts'
import { debugProtocol } from './protocol.ts'
import { debugReload } from './reload.ts'

const NOT_ALLOWED =
  'ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can run ' +
  'it from a local connection, otherwise you need to set this option in the configuration file, and then ' +
  'restart the server.'

type Subcommand = { least: number; most: number; run: (ctx: ServerContext, args: Args) => void }

export const debug = command<ServerContext>({
  name: 'DEBUG',
  group: 'server',
  since: '1.0.0',
  arity: -2,
  summary: 'A container for debugging commands',
  complexity: 'Depends on subcommand.',
  flags: ['admin', 'noscript', 'loading', 'stale', 'protected'],
  system: true,
  run(ctx, args) {
    if (!ctx.server.store.allows('enable-debug-command', isLocal(ctx.client))) {
      ctx.reply.error(NOT_ALLOWED)
      return
    }
    const subcommand = SUBCOMMANDS.get(args.text(1).toUpperCase())
    if (subcommand === undefined || args.argc < subcommand.least || args.argc > subcommand.most) {
      ctx.reply.error(subcommandSyntax(args, 'DEBUG'))
    } else subcommand.run(ctx, args)
  },
})

/** Argument counts with the command's own name. */
const SUBCOMMANDS = new Map<string, Subcommand>([
  ['AOF-FLUSH-SLEEP', { least: 3, most: 3, run: debugAofFlushSleep }],
  ['CHANGE-REPL-ID', { least: 2, most: 2, run: changeReplicationId }],
  ['DIGEST', { least: 2, most: 2, run: debugDigest }],
  ['DIGEST-VALUE', { least: 2, most: Number.POSITIVE_INFINITY, run: debugDigestValue }],
  ['ERROR', { least: 3, most: 3, run: (ctx, args) => ctx.reply.error(args.text(2)) }],
  ['HELP', { least: 2, most: 2, run: ctx => debugHelp(ctx.reply) }],
  ['LOADAOF', { least: 2, most: 2, run: debugLoadAof }],
  ['LOG', { least: 3, most: 3, run: log }],
  ['OBJECT', { least: 3, most: 3, run: debugObject }],
  ['POPULATE', { least: 3, most: 5, run: debugPopulate }],
  ['PROTOCOL', { least: 3, most: 3, run: debugProtocol }],
  ['RELOAD', { least: 2, most: 5, run: debugReload }],
  ['SET-ACTIVE-EXPIRE', { least: 3, most: 3, run: setActiveExpire }],
  ['SLEEP', { least: 3, most: 3, run: sleep }],
])

function changeReplicationId({ reply, server }: ServerContext): void {
  server.notice.notice('Changing replication IDs after receiving change-repl-id')
  server.changeReplicationId()
  reply.ok()
}

function log({ reply, server }: ServerContext, args: Args): void {
  server.notice.warning(`DEBUG LOG: ${latin1(args.view(2))}`)
  reply.ok()
}

function setActiveExpire({ reply, server }: ServerContext, args: Args): void {
  server.activeExpire = (Number.parseInt(args.text(2), 10) || 0) !== 0
  reply.ok()
}

/** Decimal seconds; like strtod, what is no number is zero. */
function sleep({ reply, server }: ServerContext, args: Args): void {
  server.parts.world.sleep(Math.max(0, Number.parseFloat(args.text(2)) || 0) * 1000)
  reply.ok()
}
