import { command, countedKeys, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { DIFF, storeCommand } from './combine.ts'

export const zdiffstore = command<ServerContext>({
  name: 'ZDIFFSTORE',
  group: 'sorted-set',
  since: '6.2.0',
  arity: -4,
  summary: 'Subtract multiple sorted sets and store the resulting sorted set in a new key',
  complexity:
    'O(L + (N-K)log(N)) worst case where L is the total number of elements in all the sets, N is ' +
    'the size of the first set, and K is the size of the result set.',
  syntax: 'destination:key numkeys:integer key#1...',
  flags: ['write', 'denyoom', 'movablekeys'],
  keys: [...oneKey('OW', 'update'), ...countedKeys(2, 'RO', 'access')],
  run(ctx, args) {
    storeCommand(ctx, args, DIFF, 'zdiffstore')
  },
})
