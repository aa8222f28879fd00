import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { countCommand, LEX } from './range.ts'

export const zlexcount = command<ServerContext>({
  name: 'ZLEXCOUNT',
  group: 'sorted-set',
  since: '2.8.9',
  arity: 4,
  summary: 'Count the number of members in a sorted set between a given lexicographical range',
  complexity: 'O(log(N)) with N being the number of elements in the sorted set.',
  syntax: 'key min max',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    countCommand(ctx, args, LEX)
  },
})
