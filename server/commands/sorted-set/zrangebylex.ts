import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { FORWARD, LEX, rangeCommand } from './range.ts'

export const zrangebylex = command<ServerContext>({
  name: 'ZRANGEBYLEX',
  group: 'sorted-set',
  since: '2.8.9',
  arity: -4,
  summary: 'Return a range of members in a sorted set, by lexicographical range',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), ' +
    'you can consider it O(log(N)).',
  syntax: 'key min max [offset_count=LIMIT (offset:integer count:integer)]',
  flags: ['readonly'],
  deprecated: {
    since: '6.2.0',
    replacedBy: '`ZRANGE` with the `BYLEX` argument',
  },
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    rangeCommand(ctx, args, LEX, FORWARD)
  },
})
