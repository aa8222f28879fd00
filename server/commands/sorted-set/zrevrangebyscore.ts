import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { REVERSE, rangeCommand, SCORE } from './range.ts'

export const zrevrangebyscore = command<ServerContext>({
  name: 'ZREVRANGEBYSCORE',
  group: 'sorted-set',
  since: '2.2.0',
  arity: -4,
  summary: 'Return a range of members in a sorted set, by score, with scores ordered from high to low',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), ' +
    'you can consider it O(log(N)).',
  syntax: 'key max:double min:double [WITHSCORES] [offset_count=LIMIT (offset:integer count:integer)]',
  flags: ['readonly'],
  history: [['2.1.6', '`min` and `max` can be exclusive.']],
  deprecated: {
    since: '6.2.0',
    replacedBy: '`ZRANGE` with the `REV` and `BYSCORE` arguments',
  },
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    rangeCommand(ctx, args, SCORE, REVERSE)
  },
})
