/** SENTINEL REMOVE: stops watching a master. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelRemove = command<SentinelContext>({
  name: 'REMOVE',
  group: 'sentinel',
  since: '2.8.4',
  arity: 3,
  summary: 'Stop monitoring',
  complexity: 'O(1)',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.ask('remove', args, 2)
  },
})
