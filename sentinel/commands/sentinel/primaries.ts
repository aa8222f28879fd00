/** SENTINEL PRIMARIES: Valkey's name of SENTINEL MASTERS. */
import { command } from '../../../shared/command/command.ts'
import { masters } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelPrimaries = command<SentinelContext>({
  name: 'PRIMARIES',
  group: 'sentinel',
  since: '8.0.0',
  arity: 2,
  summary: 'List the monitored masters',
  complexity: 'O(N) where N is the number of masters',
  flags: ['admin', 'only_sentinel'],
  run(ctx) {
    ctx.answer(masters(ctx.sentinel.state, ctx.sentinel.now()))
  },
})
