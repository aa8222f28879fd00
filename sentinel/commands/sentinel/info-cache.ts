/** SENTINEL INFO-CACHE: the last INFO of each server, with its age in ms; by name, or of all masters. */
import { command } from '../../../shared/command/command.ts'
import { infoCache } from '../../core/queries.ts'
import { type SentinelContext, textsFrom } from '../../engine/context.ts'

export const sentinelInfoCache = command<SentinelContext>({
  name: 'INFO-CACHE',
  group: 'sentinel',
  since: '3.2.0',
  arity: -3,
  summary: 'Get cached INFO from the instances in the deployment',
  complexity: 'O(N) where N is the number of instances',
  syntax: 'nodename...',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    const { sentinel } = ctx
    ctx.answer(infoCache(sentinel.state, textsFrom(args, 2), sentinel.now()))
  },
})
