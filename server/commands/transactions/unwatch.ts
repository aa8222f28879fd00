/** UNWATCH: forgets the watched keys. */

import { clientState } from '../../../shared/client/client.ts'
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const unwatch = command<ServerContext>({
  name: 'UNWATCH',
  group: 'transactions',
  since: '2.2.0',
  arity: 1,
  summary: 'Forget about all watched keys',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'fast', 'allow_busy'],
  run({ client, reply, server }) {
    server.watches.drop(client)
    client.clear(clientState.dirtyCas)
    reply.ok()
  },
})
