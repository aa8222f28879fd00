import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { addCommand } from './add.ts'

export const zadd = command<ServerContext>({
  name: 'ZADD',
  group: 'sorted-set',
  since: '1.2.0',
  arity: -4,
  summary: 'Add one or more members to a sorted set, or update its score if it already exists',
  complexity: 'O(log(N)) for each item added, where N is the number of elements in the sorted set.',
  syntax:
    'key condition=[NX|XX]@3.0.2 comparison=[GT|LT]@6.2.0 [change=CH@3.0.2] [increment=INCR@3.0.2] ' +
    '(score:double member)...',
  flags: ['write', 'denyoom', 'fast'],
  history: [
    ['2.4.0', 'Accepts multiple elements.'],
    ['3.0.2', 'Added the `XX`, `NX`, `CH` and `INCR` options.'],
    ['6.2.0', 'Added the `GT` and `LT` options.'],
  ],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    addCommand(ctx, args, 0)
  },
})
