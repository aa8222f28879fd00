/** SENTINEL FAILOVER: starts a failover without asking the others. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelFailover = command<SentinelContext>({
  name: 'FAILOVER',
  group: 'sentinel',
  since: '2.8.4',
  arity: 3,
  summary: 'Force a failover',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.ask('failover', args, 2)
  },
})
