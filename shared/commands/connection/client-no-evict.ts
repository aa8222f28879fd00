/** CLIENT NO-EVICT: whether maxmemory-clients may drop this connection. */
import { clientState } from '../../client/client.ts'
import { onOffArg } from '../../client/filter.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientNoEvict = command<CommandContext>({
  name: 'NO-EVICT',
  group: 'connection',
  since: '7.0.0',
  arity: 3,
  summary: 'Set client eviction mode for the current connection',
  complexity: 'O(1)',
  syntax: 'enabled=(ON|OFF)',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  run({ client, reply }, args) {
    const on = onOffArg(args, 2, reply)
    if (on === null) return
    if (on) client.set(clientState.noEvict)
    else client.clear(clientState.noEvict)
    reply.ok()
  },
})
