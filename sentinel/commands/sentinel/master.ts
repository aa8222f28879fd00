/** SENTINEL MASTER: one master as this sentinel sees it. */
import { command } from '../../../shared/command/command.ts'
import { master } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelMaster = command<SentinelContext>({
  name: 'MASTER',
  group: 'sentinel',
  since: '2.8.4',
  arity: 3,
  summary: 'Shows the state of a master',
  complexity: 'O(1)',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.answer(master(ctx.sentinel.state, args.text(2), ctx.sentinel.now()))
  },
})
