import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { removeCommand, SCORE } from './range.ts'

export const zremrangebyscore = command<ServerContext>({
  name: 'ZREMRANGEBYSCORE',
  group: 'sorted-set',
  since: '1.2.0',
  arity: 4,
  summary: 'Remove all members in a sorted set within the given scores',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'removed by the operation.',
  syntax: 'key min:double max:double',
  flags: ['write'],
  keys: oneKey('RW', 'delete'),
  run(ctx, args) {
    removeCommand(ctx, args, SCORE, 'zremrangebyscore')
  },
})
