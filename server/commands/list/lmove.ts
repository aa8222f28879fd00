import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readEnd } from './list-end.ts'
import { sourceAndTarget } from './list-keys.ts'
import { moveElement } from './move-element.ts'

export const lmove = command<ServerContext>({
  name: 'LMOVE',
  group: 'list',
  since: '6.2.0',
  arity: 5,
  summary: 'Pop an element from a list, push it to another list and return it',
  complexity: 'O(1)',
  syntax: 'source:key destination:key#1 wherefrom=(LEFT|RIGHT) whereto=(LEFT|RIGHT)',
  flags: ['write', 'denyoom'],
  keys: sourceAndTarget,
  run(ctx, args) {
    const from = readEnd(ctx, args, 3)
    if (from === null) return
    const to = readEnd(ctx, args, 4)
    if (to !== null) moveElement(ctx, args, from, to)
  },
})
