import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { flushDatabase, readFlushMode } from './flush.ts'

export const flushdb = command<ServerContext>({
  name: 'FLUSHDB',
  group: 'server',
  since: '1.0.0',
  arity: -1,
  summary: 'Remove all keys from the current database',
  complexity: 'O(N) where N is the number of keys in the selected database',
  syntax: 'async=[ASYNC@4.0.0|SYNC@6.2.0]',
  flags: ['write'],
  categories: ['@keyspace', '@dangerous'],
  tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
  history: [
    ['4.0.0', 'Added the `ASYNC` flushing mode modifier.'],
    ['6.2.0', 'Added the `SYNC` flushing mode modifier.'],
  ],
  run(ctx, args) {
    if (!readFlushMode(ctx, args)) return
    ctx.dirty += flushDatabase(ctx, ctx.db) || 1
    ctx.reply.ok()
  },
})
