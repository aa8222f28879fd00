/** DEBUG AOF-FLUSH-SLEEP: the server stops for so many microseconds before each write to the append only file. */
import type { Args } from '../../../../shared/resp/args.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { Persistence } from '../../../persistence/persistence.ts'

/** Like atoi, what is no number is zero. */
export function debugAofFlushSleep({ reply, server }: ServerContext, args: Args): void {
  Persistence.of(server).aof.flushSleepUs = Math.max(0, Number.parseInt(args.text(2), 10) || 0)
  reply.ok()
}
