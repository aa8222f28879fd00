/** DISCARD: the queued commands are forgotten, and so are the watched keys. */

import { clientState } from '../../../shared/client/client.ts'
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { endTransaction } from '../../engine/transaction.ts'

export const discard = command<ServerContext>({
  name: 'DISCARD',
  group: 'transactions',
  since: '2.0.0',
  arity: 1,
  summary: 'Discard all commands issued after MULTI',
  complexity: 'O(N), when N is the number of queued commands',
  flags: ['noscript', 'loading', 'stale', 'fast', 'allow_busy'],
  run({ client, reply, server }) {
    if (!client.has(clientState.multi)) {
      reply.error('ERR DISCARD without MULTI')
      return
    }
    endTransaction(server, client)
    reply.ok()
  },
})
