/**
 * SENTINEL MONITOR: watches a new master. A host name is looked up first, without holding up anything else.
 */
import { command } from '../../../shared/command/command.ts'
import { type SentinelContext, textsFrom } from '../../engine/context.ts'

export const sentinelMonitor = command<SentinelContext>({
  name: 'MONITOR',
  group: 'sentinel',
  since: '2.8.4',
  arity: 6,
  summary: 'Start monitoring',
  complexity: 'O(1)',
  syntax: 'name ip port:integer quorum:integer',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.sentinel.askAboutHost(ctx.client, args.text(3), 'monitor', textsFrom(args, 2))
  },
})
