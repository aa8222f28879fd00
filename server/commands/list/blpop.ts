import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { keysAndTimeout } from './list-keys.ts'
import { popOrWait } from './pop-from-any.ts'

export const blpop = command<ServerContext>({
  name: 'BLPOP',
  group: 'list',
  since: '2.0.0',
  arity: -3,
  summary: 'Remove and get the first element in a list, or block until one is available',
  complexity: 'O(N) where N is the number of provided keys.',
  syntax: 'key... timeout:double',
  flags: ['write', 'noscript', 'blocking'],
  history: [['6.0.0', '`timeout` is interpreted as a double instead of an integer.']],
  keys: keysAndTimeout,
  run: (ctx, args) => popOrWait(ctx, args, true),
})
