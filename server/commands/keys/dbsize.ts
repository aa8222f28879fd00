import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const dbsize = command<ServerContext>({
  name: 'DBSIZE',
  group: 'server',
  since: '1.0.0',
  arity: 1,
  summary: 'Return the number of keys in the selected database',
  complexity: 'O(1)',
  flags: ['readonly', 'fast'],
  categories: ['@keyspace'],
  tips: ['request_policy:all_shards', 'response_policy:agg_sum'],
  run(ctx) {
    ctx.reply.integer(ctx.db.table.count)
  },
})
