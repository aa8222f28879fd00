/** SENTINEL PRIMARY: Valkey's name of SENTINEL MASTER. */
import { command } from '../../../shared/command/command.ts'
import { master } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelPrimary = command<SentinelContext>({
  name: 'PRIMARY',
  group: 'sentinel',
  since: '8.0.0',
  arity: 3,
  summary: 'Shows the state of a master',
  complexity: 'O(1)',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.answer(master(ctx.sentinel.state, args.text(2), ctx.sentinel.now()))
  },
})
