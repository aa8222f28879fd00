import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { countCommand, SCORE } from './range.ts'

export const zcount = command<ServerContext>({
  name: 'ZCOUNT',
  group: 'sorted-set',
  since: '2.0.0',
  arity: 4,
  summary: 'Count the members in a sorted set with scores within the given values',
  complexity: 'O(log(N)) with N being the number of elements in the sorted set.',
  syntax: 'key min:double max:double',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    countCommand(ctx, args, SCORE)
  },
})
