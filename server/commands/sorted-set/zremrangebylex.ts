import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { LEX, removeCommand } from './range.ts'

export const zremrangebylex = command<ServerContext>({
  name: 'ZREMRANGEBYLEX',
  group: 'sorted-set',
  since: '2.8.9',
  arity: 4,
  summary: 'Remove all members in a sorted set between the given lexicographical range',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'removed by the operation.',
  syntax: 'key min max',
  flags: ['write'],
  keys: oneKey('RW', 'delete'),
  run(ctx, args) {
    removeCommand(ctx, args, LEX, 'zremrangebylex')
  },
})
