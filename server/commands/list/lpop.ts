import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { popElements } from './pop-elements.ts'

export const lpop = command<ServerContext>({
  name: 'LPOP',
  group: 'list',
  since: '1.0.0',
  arity: -2,
  summary: 'Remove and get the first elements in a list',
  complexity: 'O(N) where N is the number of elements returned',
  syntax: 'key [count:integer@6.2.0]',
  flags: ['write', 'fast'],
  history: [['6.2.0', 'Added the `count` argument.']],
  keys: oneKey('RW', 'access', 'delete'),
  run: (ctx, args) => popElements(ctx, args, true),
})
