import { command, manyKeys } from '../../../shared/command/command.ts'
import { wrongArity } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { setPairs } from './set-pairs.ts'

export const mset = command<ServerContext>({
  name: 'MSET',
  group: 'string',
  since: '1.0.1',
  arity: -3,
  summary: 'Set multiple keys to multiple values',
  complexity: 'O(N) where N is the number of keys to set.',
  syntax: 'key-value=(key value)...',
  flags: ['write', 'denyoom'],
  tips: ['request_policy:multi_shard', 'response_policy:all_succeeded'],
  keys: manyKeys(1, 2, 'OW', 'update'),
  run(ctx, args) {
    if (args.argc % 2 === 0) return ctx.reply.error(wrongArity('mset'))
    setPairs(ctx, args)
    ctx.reply.ok()
  },
})
