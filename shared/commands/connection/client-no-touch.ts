/** CLIENT NO-TOUCH: whether this connection's reads count as use of a key. */
import { clientState } from '../../client/client.ts'
import { onOffArg } from '../../client/filter.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientNoTouch = command<CommandContext>({
  name: 'NO-TOUCH',
  group: 'connection',
  since: '7.2.0',
  arity: 3,
  summary: 'Controls whether commands sent by the client affect the LRU/LFU of accessed keys.',
  complexity: 'O(1)',
  syntax: 'enabled=(ON|OFF)',
  flags: ['noscript', 'loading', 'stale'],
  run({ client, reply }, args) {
    const on = onOffArg(args, 2, reply)
    if (on === null) return
    if (on) client.set(clientState.noTouch)
    else client.clear(clientState.noTouch)
    reply.ok()
  },
})
