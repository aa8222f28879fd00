import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { popWaiting } from './pop.ts'

export const bzpopmax = command<ServerContext>({
  name: 'BZPOPMAX',
  group: 'sorted-set',
  since: '5.0.0',
  arity: -3,
  summary:
    'Remove and return the member with the highest score from one or more sorted sets, or block ' +
    'until one is available',
  complexity: 'O(log(N)) with N being the number of elements in the sorted set.',
  syntax: 'key... timeout:double',
  flags: ['write', 'noscript', 'blocking', 'fast'],
  history: [['6.0.0', '`timeout` is interpreted as a double instead of an integer.']],
  keys: [{ flags: ['RW', 'access', 'delete'], begin: { index: 1 }, find: { last: -2, step: 1, limit: 0 } }],
  run(ctx, args) {
    popWaiting(ctx, args, true)
  },
})
