/** SENTINEL MYID: the identity of this sentinel. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelMyid = command<SentinelContext>({
  name: 'MYID',
  group: 'sentinel',
  since: '6.2.0',
  arity: 2,
  summary: 'Get the Sentinel instance ID',
  complexity: 'O(1)',
  flags: ['admin', 'only_sentinel'],
  run(ctx) {
    ctx.reply.bulkText(ctx.sentinel.state.myid)
  },
})
