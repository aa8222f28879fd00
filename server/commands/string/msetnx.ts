import { command, manyKeys } from '../../../shared/command/command.ts'
import { wrongArity } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { setPairs } from './set-pairs.ts'

export const msetnx = command<ServerContext>({
  name: 'MSETNX',
  group: 'string',
  since: '1.0.1',
  arity: -3,
  summary: 'Set multiple keys to multiple values, only if none of the keys exist',
  complexity: 'O(N) where N is the number of keys to set.',
  syntax: 'key-value=(key value)...',
  flags: ['write', 'denyoom'],
  tips: ['request_policy:multi_shard', 'response_policy:agg_min'],
  keys: manyKeys(1, 2, 'OW', 'insert'),
  run(ctx, args) {
    if (args.argc % 2 === 0) return ctx.reply.error(wrongArity('msetnx'))
    for (let i = 1; i < args.argc; i += 2) {
      if (ctx.db.write(args, i) !== 0) return ctx.reply.integer(0)
    }
    setPairs(ctx, args)
    ctx.reply.integer(1)
  },
})
