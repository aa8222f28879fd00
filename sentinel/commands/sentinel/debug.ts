/** SENTINEL DEBUG: the periods of the sentinel, shown or changed. */
import { command } from '../../../shared/command/command.ts'
import { debugParameters } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelDebug = command<SentinelContext>({
  name: 'DEBUG',
  group: 'sentinel',
  since: '7.0.0',
  arity: -2,
  summary: 'List or update the current configurable parameters',
  complexity: 'O(N) where N is the number of configurable parameters',
  syntax: 'parameter-value=(parameter value)...',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    if (args.argc === 2) ctx.answer(debugParameters(ctx.sentinel.state))
    else ctx.ask('debug', args, 2)
  },
})
