import { command, manyKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const exists = command<ServerContext>({
  name: 'EXISTS',
  group: 'generic',
  since: '1.0.0',
  arity: -2,
  summary: 'Determine if a key exists',
  complexity: 'O(N) where N is the number of keys to check.',
  syntax: 'key...',
  flags: ['readonly', 'fast'],
  categories: ['@keyspace'],
  tips: ['request_policy:multi_shard', 'response_policy:agg_sum'],
  history: [['3.0.3', 'Accepts multiple `key` arguments.']],
  keys: manyKeys(1, 1, 'RO'),
  run(ctx, args) {
    let count = 0
    for (let i = 1; i < args.argc; i++) if (ctx.db.look(args, i) !== 0) count++
    ctx.reply.integer(count)
  },
})
