/** ROLE of a sentinel: the word, and the names of the masters it watches. */
import { command } from '../../shared/command/command.ts'
import { role as roleOf } from '../core/queries.ts'
import type { SentinelContext } from '../engine/context.ts'

export const role = command<SentinelContext>({
  name: 'ROLE',
  group: 'server',
  since: '2.8.12',
  arity: 1,
  summary: 'Return the role of the instance in the context of replication',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'fast', 'sentinel'],
  categories: ['@admin', '@dangerous'],
  run(ctx) {
    ctx.answer(roleOf(ctx.sentinel.state))
  },
})
