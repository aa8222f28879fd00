import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { sourceAndTarget } from './list-keys.ts'
import { moveOrWait } from './move-element.ts'

export const brpoplpush = command<ServerContext>({
  name: 'BRPOPLPUSH',
  group: 'list',
  since: '2.2.0',
  arity: 4,
  summary:
    'Pop an element from a list, push it to another list and return it; or block until one is ' + 'available',
  complexity: 'O(1)',
  syntax: 'source:key destination:key#1 timeout:double',
  flags: ['write', 'denyoom', 'noscript', 'blocking'],
  history: [['6.0.0', '`timeout` is interpreted as a double instead of an integer.']],
  deprecated: { since: '6.2.0', replacedBy: '`BLMOVE` with the `RIGHT` and `LEFT` arguments' },
  keys: sourceAndTarget,
  run(ctx, args) {
    if (moveOrWait(ctx, args, false, true, 3)) ctx.logWords('RPOPLPUSH', args.view(1), args.view(2))
  },
})
