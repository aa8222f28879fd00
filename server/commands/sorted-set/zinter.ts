import { command, countedKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { combineCommand, INTER } from './combine.ts'

export const zinter = command<ServerContext>({
  name: 'ZINTER',
  group: 'sorted-set',
  since: '6.2.0',
  arity: -3,
  summary: 'Intersect multiple sorted sets',
  complexity:
    'O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K being the number ' +
    'of input sorted sets and M being the number of elements in the resulting sorted set.',
  syntax: 'numkeys:integer key... [WEIGHTS weight:integer...] [AGGREGATE (SUM|MIN|MAX)] [WITHSCORES]',
  flags: ['readonly', 'movablekeys'],
  keys: countedKeys(1, 'RO', 'access'),
  run(ctx, args) {
    combineCommand(ctx, args, INTER)
  },
})
