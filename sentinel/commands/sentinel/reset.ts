/** SENTINEL RESET: forgets replicas, sentinels and failovers of the masters that a pattern names. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelReset = command<SentinelContext>({
  name: 'RESET',
  group: 'sentinel',
  since: '2.8.4',
  arity: 3,
  summary: 'Reset masters by name pattern',
  complexity: 'O(N) where N is the number of monitored masters',
  syntax: 'pattern',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.ask('reset', args, 2)
  },
})
