import { command, countedKeys, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { storeCommand, UNION } from './combine.ts'

export const zunionstore = command<ServerContext>({
  name: 'ZUNIONSTORE',
  group: 'sorted-set',
  since: '2.0.0',
  arity: -4,
  summary: 'Add multiple sorted sets and store the resulting sorted set in a new key',
  complexity:
    'O(N)+O(M log(M)) with N being the sum of the sizes of the input sorted sets, and M being the ' +
    'number of elements in the resulting sorted set.',
  syntax: 'destination:key numkeys:integer key#1... [WEIGHTS weight:integer...] [AGGREGATE (SUM|MIN|MAX)]',
  flags: ['write', 'denyoom', 'movablekeys'],
  keys: [...oneKey('OW', 'update'), ...countedKeys(2, 'RO', 'access')],
  run(ctx, args) {
    storeCommand(ctx, args, UNION, 'zunionstore')
  },
})
