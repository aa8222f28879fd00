import { command, countedKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { popSeveral } from './pop-from-any.ts'

export const lmpop = command<ServerContext>({
  name: 'LMPOP',
  group: 'list',
  since: '7.0.0',
  arity: -4,
  summary: 'Pop elements from a list',
  complexity: 'O(N+M) where N is the number of provided keys and M is the number of elements returned.',
  syntax: 'numkeys:integer key... where=(LEFT|RIGHT) [COUNT count:integer]',
  flags: ['write', 'movablekeys'],
  keys: countedKeys(1, 'RW', 'access', 'delete'),
  run: (ctx, args) => popSeveral(ctx, args, 1),
})
