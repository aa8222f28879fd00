import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { sourceAndTarget } from './list-keys.ts'
import { moveElement } from './move-element.ts'

export const rpoplpush = command<ServerContext>({
  name: 'RPOPLPUSH',
  group: 'list',
  since: '1.2.0',
  arity: 3,
  summary: 'Remove the last element in a list, prepend it to another list and return it',
  complexity: 'O(1)',
  syntax: 'source:key destination:key#1',
  flags: ['write', 'denyoom'],
  deprecated: { since: '6.2.0', replacedBy: '`LMOVE` with the `RIGHT` and `LEFT` arguments' },
  keys: sourceAndTarget,
  run(ctx, args) {
    moveElement(ctx, args, false, true)
  },
})
