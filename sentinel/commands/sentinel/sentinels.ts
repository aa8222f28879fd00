/** SENTINEL SENTINELS: the other sentinels of a master. */
import { command } from '../../../shared/command/command.ts'
import { sentinels } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelSentinels = command<SentinelContext>({
  name: 'SENTINELS',
  group: 'sentinel',
  since: '2.8.4',
  arity: 3,
  summary: 'List the Sentinel instances',
  complexity: 'O(N) where N is the number of Sentinels',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.answer(sentinels(ctx.sentinel.state, args.text(2), ctx.sentinel.now()))
  },
})
