/** SENTINEL SET: changes settings of a master. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelSet = command<SentinelContext>({
  name: 'SET',
  group: 'sentinel',
  since: '2.8.4',
  arity: -5,
  summary: 'Change the configuration of a monitored master',
  complexity: 'O(1)',
  syntax: 'master-name option-value=(option value)...',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.ask('set', args, 2)
  },
})
