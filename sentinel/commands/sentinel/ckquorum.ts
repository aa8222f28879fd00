/** SENTINEL CKQUORUM: whether quorum and majority can be reached. */
import { command } from '../../../shared/command/command.ts'
import { ckquorum } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelCkquorum = command<SentinelContext>({
  name: 'CKQUORUM',
  group: 'sentinel',
  since: '2.8.4',
  arity: 3,
  summary: 'Check for a Sentinel quorum',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.answer(ckquorum(ctx.sentinel.state, args.text(2)))
  },
})
