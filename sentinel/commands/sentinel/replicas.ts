/** SENTINEL REPLICAS: the replicas of a master. */
import { command } from '../../../shared/command/command.ts'
import { replicas } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelReplicas = command<SentinelContext>({
  name: 'REPLICAS',
  group: 'sentinel',
  since: '5.0.0',
  arity: 3,
  summary: 'List the monitored replicas',
  complexity: 'O(N) where N is the number of replicas',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.answer(replicas(ctx.sentinel.state, args.text(2), ctx.sentinel.now()))
  },
})
