import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { pushElements } from './push-elements.ts'

export const lpushx = command<ServerContext>({
  name: 'LPUSHX',
  group: 'list',
  since: '2.2.0',
  arity: -3,
  summary: 'Prepend an element to a list, only if the list exists',
  complexity:
    'O(1) for each element added, so O(N) to add N elements when the command is called with multiple' +
    ' arguments.',
  syntax: 'key element...',
  flags: ['write', 'denyoom', 'fast'],
  history: [['4.0.0', 'Accepts multiple `element` arguments.']],
  keys: oneKey('RW', 'insert'),
  run: (ctx, args) => pushElements(ctx, args, true, true),
})
