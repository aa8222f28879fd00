/** WATCH: EXEC will do nothing if one of these keys changes before it. */

import { clientState } from '../../../shared/client/client.ts'
import { command, manyKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const watch = command<ServerContext>({
  name: 'WATCH',
  group: 'transactions',
  since: '2.2.0',
  arity: -2,
  summary: 'Watch the given keys to determine execution of the MULTI/EXEC block',
  complexity: 'O(1) for every key.',
  syntax: 'key...',
  flags: ['noscript', 'loading', 'stale', 'fast', 'allow_busy'],
  keys: manyKeys(1, 1, 'RO'),
  run({ client, db, reply, server }, args) {
    if (client.has(clientState.multi)) {
      reply.error('ERR WATCH inside MULTI is not allowed')
      return
    }
    if (!client.has(clientState.dirtyCas)) {
      for (let i = 1; i < args.argc; i++) {
        server.watches.add(client, db.index, args.text(i))
      }
    }
    reply.ok()
  },
})
