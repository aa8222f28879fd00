import { command, countedKeys, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { INTER, storeCommand } from './combine.ts'

export const zinterstore = command<ServerContext>({
  name: 'ZINTERSTORE',
  group: 'sorted-set',
  since: '2.0.0',
  arity: -4,
  summary: 'Intersect multiple sorted sets and store the resulting sorted set in a new key',
  complexity:
    'O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K being the number ' +
    'of input sorted sets and M being the number of elements in the resulting sorted set.',
  syntax: 'destination:key numkeys:integer key#1... [WEIGHTS weight:integer...] [AGGREGATE (SUM|MIN|MAX)]',
  flags: ['write', 'denyoom', 'movablekeys'],
  keys: [...oneKey('OW', 'update'), ...countedKeys(2, 'RO', 'access')],
  run(ctx, args) {
    storeCommand(ctx, args, INTER, 'zinterstore')
  },
})
