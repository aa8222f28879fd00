import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { flushDatabase, readFlushMode } from './flush.ts'

export const flushall = command<ServerContext>({
  name: 'FLUSHALL',
  group: 'server',
  since: '1.0.0',
  arity: -1,
  summary: 'Remove all keys from all databases',
  complexity: 'O(N) where N is the total number of keys in all databases',
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
    for (const db of ctx.server.keyspace.databases) ctx.dirty += flushDatabase(ctx, db)
    ctx.dirty++
    ctx.server.onReplaced('FLUSHALL')
    ctx.reply.ok()
  },
})
