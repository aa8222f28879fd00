/** ZRANK and ZREVRANK. */

import type { Args } from '../../../shared/resp/args.ts'
import { errors, wrongArity } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

export function rankCommand(ctx: ServerContext, args: Args, reverse: boolean): void {
  const { reply } = ctx
  if (args.argc > 4) return reply.error(wrongArity(reverse ? 'zrevrank' : 'zrank'))
  const withScore = args.argc === 4
  if (withScore && !args.is(3, 'WITHSCORE')) return reply.error(errors.syntax)
  const ref = ctx.readZset(args, 1)
  if (ref === -1) return
  const { zsets } = ctx.values
  if (ref !== 0) zsets.open(ctx.db)
  if (ref === 0 || !zsets.find(args.buf, args.off[2]!, args.len[2]!)) {
    if (withScore) reply.nullArray()
    else reply.null()
    return
  }
  const rank = zsets.rank()
  if (withScore) reply.array(2)
  reply.integer(reverse ? zsets.length() - 1 - rank : rank)
  if (withScore) reply.double(zsets.score)
}
