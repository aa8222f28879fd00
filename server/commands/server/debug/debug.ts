/**
 * DEBUG: for tests and tools, and only where enable-debug-command lets it. What looks into structures that
 * do not exist here (jemalloc's settings, per-client reply buffers) is unknown. A subcommand is one more
 * file and its line in the list below.
 */
import { isLocal } from '../../../../shared/client/local.ts'
import { command } from '../../../../shared/command/command.ts'
import { subcommandSyntax } from '../../../../shared/command/help.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { debugAofFlushSleep } from './aof-flush-sleep.ts'
import { debugClientEviction } from './client-eviction.ts'
import { debugConfigRewriteAll } from './config-rewrite-all.ts'
import { crashes } from './crash.ts'
import { debugDigest, debugDigestValue } from './digest.ts'
import { debugStringmatchTest } from './glob-test.ts'
import { hashTableStats } from './hash-tables.ts'
import { debugHelp } from './help.ts'
import { debugLeak } from './leak.ts'
import { debugLoadAof } from './load-aof.ts'
import { debugObject } from './object.ts'
import { packedViews } from './packed.ts'
import { debugPackedThreshold } from './packed-threshold.ts'
import { debugPopulate } from './populate.ts'
import { debugProtocol } from './protocol.ts'
import { debugReload } from './reload.ts'
import { debugReplicate } from './replicate.ts'
import { restarts } from './restart.ts'
import { debugSdslen } from './sdslen.ts'
import { smallSubcommands } from './small.ts'
import { debugStructsize } from './structsize.ts'
import type { DebugSubcommand } from './subcommand.ts'
import { switches } from './switches.ts'

const NOT_ALLOWED =
  'ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can run ' +
  'it from a local connection, otherwise you need to set this option in the configuration file, and then ' +
  'restart the server.'

const SUBCOMMANDS: readonly DebugSubcommand[] = [
  ...crashes,
  ...hashTableStats,
  ...packedViews,
  ...restarts,
  ...smallSubcommands,
  ...switches,
  debugAofFlushSleep,
  debugClientEviction,
  debugConfigRewriteAll,
  debugDigest,
  debugDigestValue,
  debugLeak,
  debugLoadAof,
  debugObject,
  debugPackedThreshold,
  debugPopulate,
  debugProtocol,
  debugReload,
  debugReplicate,
  debugSdslen,
  debugStringmatchTest,
  debugStructsize,
]

const BY_NAME = new Map(SUBCOMMANDS.map(subcommand => [subcommand.name, subcommand]))

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
      return ctx.reply.error(NOT_ALLOWED)
    }
    if (args.argc === 2 && args.is(1, 'HELP')) return debugHelp(ctx.reply, SUBCOMMANDS)
    const subcommand = BY_NAME.get(args.text(1).toUpperCase())
    if (subcommand === undefined || args.argc < subcommand.least || args.argc > subcommand.most) {
      ctx.reply.error(subcommandSyntax(args, 'DEBUG'))
    } else subcommand.run(ctx, args)
  },
})
