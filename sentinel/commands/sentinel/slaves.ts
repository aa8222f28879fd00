/** SENTINEL SLAVES: the old name of SENTINEL REPLICAS. */
import { command } from '../../../shared/command/command.ts'
import { replicas } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelSlaves = command<SentinelContext>({
  name: 'SLAVES',
  group: 'sentinel',
  since: '2.8.0',
  arity: 3,
  summary: 'List the monitored slaves',
  complexity: 'O(N) where N is the number of slaves',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  deprecated: { since: '5.0.0', replacedBy: '`SENTINEL REPLICAS`' },
  run(ctx, args) {
    ctx.answer(replicas(ctx.sentinel.state, args.text(2), ctx.sentinel.now()))
  },
})
