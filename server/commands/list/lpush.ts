import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { pushElements } from './push-elements.ts'

export const lpush = command<ServerContext>({
  name: 'LPUSH',
  group: 'list',
  since: '1.0.0',
  arity: -3,
  summary: 'Prepend one or multiple elements to a list',
  complexity:
    'O(1) for each element added, so O(N) to add N elements when the command is called with multiple' +
    ' arguments.',
  syntax: 'key element...',
  flags: ['write', 'denyoom', 'fast'],
  history: [['2.4.0', 'Accepts multiple `element` arguments.']],
  keys: oneKey('RW', 'insert'),
  run: (ctx, args) => pushElements(ctx, args, true, false),
})
