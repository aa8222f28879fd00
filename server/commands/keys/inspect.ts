/**
 * The look-up of OBJECT's subcommands: it counts as a read, but neither touches the key nor tells of a miss.
 */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'

/** Loads the record of the key at argument 2; false when there is none, and the reply was given. */
export function inspect(ctx: ServerContext, args: Args): boolean {
  const { state } = ctx.server.keyspace
  if (ctx.db.peek(args, 2) !== 0) {
    state.hits++
    return true
  }
  state.misses++
  ctx.reply.null()
  return false
}
