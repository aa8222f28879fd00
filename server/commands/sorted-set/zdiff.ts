import { command, countedKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { combineCommand, DIFF } from './combine.ts'

export const zdiff = command<ServerContext>({
  name: 'ZDIFF',
  group: 'sorted-set',
  since: '6.2.0',
  arity: -3,
  summary: 'Subtract multiple sorted sets',
  complexity:
    'O(L + (N-K)log(N)) worst case where L is the total number of elements in all the sets, N is ' +
    'the size of the first set, and K is the size of the result set.',
  syntax: 'numkeys:integer key... [WITHSCORES]',
  flags: ['readonly', 'movablekeys'],
  keys: countedKeys(1, 'RO', 'access'),
  run(ctx, args) {
    combineCommand(ctx, args, DIFF)
  },
})
