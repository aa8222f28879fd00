import { command, countedKeys } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { bySize, countCommon } from './intersection.ts'
import { readSources } from './sources.ts'

export const sintercard = command<ServerContext>({
  name: 'SINTERCARD',
  group: 'set',
  since: '7.0.0',
  arity: -3,
  summary: 'Intersect multiple sets and return the cardinality of the result',
  complexity: 'O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.',
  syntax: 'numkeys:integer key... [LIMIT limit:integer]',
  flags: ['readonly', 'movablekeys'],
  keys: countedKeys(1, 'RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    const keys = args.int64(1)
    if (keys === null || keys < 1n) return reply.error('ERR numkeys should be greater than 0')
    if (keys > args.argc - 2) return reply.error("ERR Number of keys can't be greater than number of args")
    const end = 2 + Number(keys)
    const limit = readLimit(ctx, args, end)
    if (limit < 0) return
    const found = readSources(ctx, args, 2, end)
    if (found === null) return
    const sources = bySize(found)
    reply.integer(sources === null ? 0 : countCommon(sources, limit))
  },
})

/** What LIMIT says, Infinity for none; -1 after an error. */
function readLimit(ctx: ServerContext, args: Args, from: number): number {
  let limit = Infinity
  for (let i = from; i < args.argc; i += 2) {
    if (!args.is(i, 'LIMIT') || i + 1 === args.argc) {
      ctx.reply.error(errors.syntax)
      return -1
    }
    const asked = args.int64(i + 1)
    if (asked === null || asked < 0n) {
      ctx.reply.error("ERR LIMIT can't be negative")
      return -1
    }
    limit = asked === 0n ? Infinity : Number(asked)
  }
  return limit
}
