import { command, manyKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const touch = command<ServerContext>({
  name: 'TOUCH',
  group: 'generic',
  since: '3.2.1',
  arity: -2,
  summary: 'Alters the last access time of a key(s). Returns the number of existing keys specified.',
  complexity: 'O(N) where N is the number of keys that will be touched.',
  syntax: 'key...',
  flags: ['readonly', 'fast'],
  categories: ['@keyspace'],
  tips: ['request_policy:multi_shard', 'response_policy:agg_sum'],
  keys: manyKeys(1, 1, 'RO'),
  run(ctx, args) {
    let count = 0
    for (let i = 1; i < args.argc; i++) if (ctx.db.read(args, i) !== 0) count++
    ctx.reply.integer(count)
  },
})
