/** SENTINEL SIMULATE-FAILURE: crashes at a chosen moment of the next failover, for tests. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelSimulateFailure = command<SentinelContext>({
  name: 'SIMULATE-FAILURE',
  group: 'sentinel',
  since: '3.2.0',
  arity: -3,
  summary: 'Simulate failover scenarios',
  syntax: 'mode=[CRASH-AFTER-ELECTION|CRASH-AFTER-PROMOTION|HELP]...',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.ask('simulate-failure', args, 2)
  },
})
