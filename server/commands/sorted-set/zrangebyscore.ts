import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { FORWARD, rangeCommand, SCORE } from './range.ts'

export const zrangebyscore = command<ServerContext>({
  name: 'ZRANGEBYSCORE',
  group: 'sorted-set',
  since: '1.0.5',
  arity: -4,
  summary: 'Return a range of members in a sorted set, by score',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), ' +
    'you can consider it O(log(N)).',
  syntax: 'key min:double max:double [WITHSCORES@2.0.0] [offset_count=LIMIT (offset:integer count:integer)]',
  flags: ['readonly'],
  history: [['2.0.0', 'Added the `WITHSCORES` modifier.']],
  deprecated: {
    since: '6.2.0',
    replacedBy: '`ZRANGE` with the `BYSCORE` argument',
  },
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    rangeCommand(ctx, args, SCORE, FORWARD)
  },
})
