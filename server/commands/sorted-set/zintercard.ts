import { command, countedKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { countCommand } from './combine.ts'

export const zintercard = command<ServerContext>({
  name: 'ZINTERCARD',
  group: 'sorted-set',
  since: '7.0.0',
  arity: -3,
  summary: 'Intersect multiple sorted sets and return the cardinality of the result',
  complexity:
    'O(N*K) worst case with N being the smallest input sorted set, K being the number of input ' +
    'sorted sets.',
  syntax: 'numkeys:integer key... [LIMIT limit:integer]',
  flags: ['readonly', 'movablekeys'],
  keys: countedKeys(1, 'RO', 'access'),
  run(ctx, args) {
    countCommand(ctx, args)
  },
})
