/** CLIENT PAUSE: a failover tool holds back writes, or all commands, for a time. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { subcommandSyntax } from '../../command/help.ts'
import { readTimeoutMs } from '../../command/timeout.ts'

export const clientPause = command<CommandContext>({
  name: 'PAUSE',
  group: 'connection',
  since: '2.9.50',
  arity: -3,
  summary: 'Stop processing commands from clients for some time',
  complexity: 'O(1)',
  syntax: 'timeout:integer mode=[WRITE|ALL]@6.2.0',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  history: [['6.2.0', '`CLIENT PAUSE WRITE` mode added along with the `mode` option.']],
  run(ctx, args) {
    const { reply, host, now } = ctx
    if (args.argc > 4) {
      reply.error(subcommandSyntax(args, 'CLIENT'))
      return
    }
    const writesOnly = args.argc === 4 && args.is(3, 'WRITE')
    if (args.argc === 4 && !writesOnly && !args.is(3, 'ALL')) {
      reply.error('ERR CLIENT PAUSE mode must be WRITE or ALL')
      return
    }
    const timeout = readTimeoutMs(ctx, args, 2)
    if (timeout < 0) return
    host.pause(now + timeout, !writesOnly)
    reply.ok()
  },
})
