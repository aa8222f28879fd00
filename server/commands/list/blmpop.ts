import { command, countedKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { popSeveral } from './pop-from-any.ts'

export const blmpop = command<ServerContext>({
  name: 'BLMPOP',
  group: 'list',
  since: '7.0.0',
  arity: -5,
  summary: 'Pop elements from a list, or block until one is available',
  complexity: 'O(N+M) where N is the number of provided keys and M is the number of elements returned.',
  syntax: 'timeout:double numkeys:integer key... where=(LEFT|RIGHT) [COUNT count:integer]',
  flags: ['write', 'blocking', 'movablekeys'],
  keys: countedKeys(2, 'RW', 'access', 'delete'),
  run: (ctx, args) => popSeveral(ctx, args, 2),
})
