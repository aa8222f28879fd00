import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { LEX, REVERSE, rangeCommand } from './range.ts'

export const zrevrangebylex = command<ServerContext>({
  name: 'ZREVRANGEBYLEX',
  group: 'sorted-set',
  since: '2.8.9',
  arity: -4,
  summary:
    'Return a range of members in a sorted set, by lexicographical range, ordered from higher to ' +
    'lower strings.',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), ' +
    'you can consider it O(log(N)).',
  syntax: 'key max min [offset_count=LIMIT (offset:integer count:integer)]',
  flags: ['readonly'],
  deprecated: {
    since: '6.2.0',
    replacedBy: '`ZRANGE` with the `REV` and `BYLEX` arguments',
  },
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    rangeCommand(ctx, args, LEX, REVERSE)
  },
})
