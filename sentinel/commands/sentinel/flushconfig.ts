/** SENTINEL FLUSHCONFIG: writes the state to the configuration file. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelFlushconfig = command<SentinelContext>({
  name: 'FLUSHCONFIG',
  group: 'sentinel',
  since: '2.8.4',
  arity: 2,
  summary: 'Rewrite configuration file',
  complexity: 'O(1)',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.ask('flushconfig', args, 2)
  },
})
