import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { AUTO, rangeCommand } from './range.ts'

export const zrange = command<ServerContext>({
  name: 'ZRANGE',
  group: 'sorted-set',
  since: '1.2.0',
  arity: -4,
  summary: 'Return a range of members in a sorted set',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'returned.',
  syntax:
    'key start stop sortby=[BYSCORE|BYLEX]@6.2.0 [REV@6.2.0] [offset_count=LIMIT (offset:integer ' +
    'count:integer)@6.2.0] [WITHSCORES]',
  flags: ['readonly'],
  history: [['6.2.0', 'Added the `REV`, `BYSCORE`, `BYLEX` and `LIMIT` options.']],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    rangeCommand(ctx, args, AUTO, AUTO)
  },
})
