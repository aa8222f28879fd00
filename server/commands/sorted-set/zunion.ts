import { command, countedKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { combineCommand, UNION } from './combine.ts'

export const zunion = command<ServerContext>({
  name: 'ZUNION',
  group: 'sorted-set',
  since: '6.2.0',
  arity: -3,
  summary: 'Add multiple sorted sets',
  complexity:
    'O(N)+O(M*log(M)) with N being the sum of the sizes of the input sorted sets, and M being the ' +
    'number of elements in the resulting sorted set.',
  syntax: 'numkeys:integer key... [WEIGHTS weight:integer...] [AGGREGATE (SUM|MIN|MAX)] [WITHSCORES]',
  flags: ['readonly', 'movablekeys'],
  keys: countedKeys(1, 'RO', 'access'),
  run(ctx, args) {
    combineCommand(ctx, args, UNION)
  },
})
