import { command, countedKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { popMany } from './pop.ts'

export const bzmpop = command<ServerContext>({
  name: 'BZMPOP',
  group: 'sorted-set',
  since: '7.0.0',
  arity: -5,
  summary: 'Remove and return members with scores in a sorted set or block until one is available',
  complexity:
    'O(K) + O(M*log(N)) where K is the number of provided keys, N being the number of elements in ' +
    'the sorted set, and M being the number of elements popped.',
  syntax: 'timeout:double numkeys:integer key... where=(MIN|MAX) [COUNT count:integer]',
  flags: ['write', 'blocking', 'movablekeys'],
  keys: countedKeys(2, 'RW', 'access', 'delete'),
  run(ctx, args) {
    popMany(ctx, args, 2)
  },
})
