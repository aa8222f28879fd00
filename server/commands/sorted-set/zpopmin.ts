import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { popCommand } from './pop.ts'

export const zpopmin = command<ServerContext>({
  name: 'ZPOPMIN',
  group: 'sorted-set',
  since: '5.0.0',
  arity: -2,
  summary: 'Remove and return members with the lowest scores in a sorted set',
  complexity:
    'O(log(N)*M) with N being the number of elements in the sorted set, and M being the number of ' +
    'elements popped.',
  syntax: 'key [count:integer]',
  flags: ['write', 'fast'],
  keys: oneKey('RW', 'access', 'delete'),
  run(ctx, args) {
    popCommand(ctx, args, false)
  },
})
