import { command, countedKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { popMany } from './pop.ts'

export const zmpop = command<ServerContext>({
  name: 'ZMPOP',
  group: 'sorted-set',
  since: '7.0.0',
  arity: -4,
  summary: 'Remove and return members with scores in a sorted set',
  complexity:
    'O(K) + O(M*log(N)) where K is the number of provided keys, N being the number of elements in ' +
    'the sorted set, and M being the number of elements popped.',
  syntax: 'numkeys:integer key... where=(MIN|MAX) [COUNT count:integer]',
  flags: ['write', 'movablekeys'],
  keys: countedKeys(1, 'RW', 'access', 'delete'),
  run(ctx, args) {
    popMany(ctx, args, 1)
  },
})
