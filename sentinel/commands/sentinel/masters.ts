/** SENTINEL MASTERS: all masters as this sentinel sees them. */
import { command } from '../../../shared/command/command.ts'
import { masters } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelMasters = command<SentinelContext>({
  name: 'MASTERS',
  group: 'sentinel',
  since: '2.8.4',
  arity: 2,
  summary: 'List the monitored masters',
  complexity: 'O(N) where N is the number of masters',
  flags: ['admin', 'only_sentinel'],
  run(ctx) {
    ctx.answer(masters(ctx.sentinel.state, ctx.sentinel.now()))
  },
})
