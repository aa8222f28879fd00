/** CLIENT TRACKING: off is where every connection is; on is refused until invalidation exists. */
import { onOffArg } from '../../client/filter.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientTracking = command<CommandContext>({
  name: 'TRACKING',
  group: 'connection',
  since: '6.0.0',
  arity: -3,
  summary: 'Enable or disable server assisted client side caching support',
  complexity: 'O(1). Some options may introduce additional complexity.',
  syntax:
    'status=(ON|OFF) [REDIRECT client-id:integer] [PREFIX prefix]... [BCAST] [OPTIN] [OPTOUT] ' + '[NOLOOP]',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ reply }, args) {
    const on = onOffArg(args, 2, reply)
    if (on === null) return
    if (on) reply.error('ERR client side caching is not supported by this server')
    else reply.ok()
  },
})
