/**
 * DEBUG AOF-FLUSH-SLEEP: the server stops for so many microseconds before each write to the append only
 * file.
 */
import type { Args } from '../../../../shared/resp/args.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { Persistence } from '../../../persistence/persistence.ts'
import type { DebugSubcommand } from './subcommand.ts'

/** Like atoi, what is no number is zero. */
function run({ reply, server }: ServerContext, args: Args): void {
  Persistence.of(server).aof.flushSleepUs = Math.max(0, Number.parseInt(args.text(2), 10) || 0)
  reply.ok()
}

export const debugAofFlushSleep: DebugSubcommand = {
  name: 'AOF-FLUSH-SLEEP',
  least: 3,
  most: 3,
  help: [
    'AOF-FLUSH-SLEEP <microsec>',
    '    Server will sleep before flushing the AOF, this is used for testing.',
  ],
  run,
}
