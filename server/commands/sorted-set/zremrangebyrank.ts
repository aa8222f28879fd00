import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { RANK, removeCommand } from './range.ts'

export const zremrangebyrank = command<ServerContext>({
  name: 'ZREMRANGEBYRANK',
  group: 'sorted-set',
  since: '2.0.0',
  arity: 4,
  summary: 'Remove all members in a sorted set within the given indexes',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'removed by the operation.',
  syntax: 'key start:integer stop:integer',
  flags: ['write'],
  keys: oneKey('RW', 'delete'),
  run(ctx, args) {
    removeCommand(ctx, args, RANK, 'zremrangebyrank')
  },
})
