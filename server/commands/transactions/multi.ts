/** MULTI: what follows is queued until EXEC. */

import { clientState } from '../../../shared/client/client.ts'
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const multi = command<ServerContext>({
  name: 'MULTI',
  group: 'transactions',
  since: '1.2.0',
  arity: 1,
  summary: 'Mark the start of a transaction block',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'fast', 'allow_busy'],
  run({ client, reply }) {
    if (client.has(clientState.multi)) {
      reply.error('ERR MULTI calls can not be nested')
      return
    }
    client.set(clientState.multi)
    client.queue = []
    reply.ok()
  },
})
