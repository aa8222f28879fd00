import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readEnd } from './list-end.ts'
import { sourceAndTarget } from './list-keys.ts'
import { moveOrWait } from './move-element.ts'

export const blmove = command<ServerContext>({
  name: 'BLMOVE',
  group: 'list',
  since: '6.2.0',
  arity: 6,
  summary:
    'Pop an element from a list, push it to another list and return it; or block until one is ' + 'available',
  complexity: 'O(1)',
  syntax: 'source:key destination:key#1 wherefrom=(LEFT|RIGHT) whereto=(LEFT|RIGHT) timeout:double',
  flags: ['write', 'denyoom', 'noscript', 'blocking'],
  keys: sourceAndTarget,
  run(ctx, args) {
    const from = readEnd(ctx, args, 3)
    if (from === null) return
    const to = readEnd(ctx, args, 4)
    if (to === null || !moveOrWait(ctx, args, from, to, 5)) return
    ctx.logWords('LMOVE', args.view(1), args.view(2), args.view(3), args.view(4))
  },
})
