import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { RANK, REVERSE, rangeCommand } from './range.ts'

export const zrevrange = command<ServerContext>({
  name: 'ZREVRANGE',
  group: 'sorted-set',
  since: '1.2.0',
  arity: -4,
  summary: 'Return a range of members in a sorted set, by index, with scores ordered from high to low',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'returned.',
  syntax: 'key start:integer stop:integer [WITHSCORES]',
  flags: ['readonly'],
  deprecated: {
    since: '6.2.0',
    replacedBy: '`ZRANGE` with the `REV` argument',
  },
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    rangeCommand(ctx, args, RANK, REVERSE)
  },
})
