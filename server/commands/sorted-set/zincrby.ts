import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { addCommand, INCR } from './add.ts'

export const zincrby = command<ServerContext>({
  name: 'ZINCRBY',
  group: 'sorted-set',
  since: '1.2.0',
  arity: 4,
  summary: 'Increment the score of a member in a sorted set',
  complexity: 'O(log(N)) where N is the number of elements in the sorted set.',
  syntax: 'key increment:integer member',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    addCommand(ctx, args, INCR)
  },
})
