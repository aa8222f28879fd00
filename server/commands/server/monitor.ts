/** MONITOR: the connection sees every request that others send, administrative ones aside. */

import { clientState } from '../../../shared/client/client.ts'
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const monitor = command<ServerContext>({
  name: 'MONITOR',
  group: 'server',
  since: '1.0.0',
  arity: 1,
  summary: 'Listen for all requests received by the server in real time',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  run({ client, engine, inTransaction, reply }) {
    if (inTransaction) {
      reply.error("ERR MONITOR isn't allowed for DENY BLOCKING client")
      return
    }
    if (client.has(clientState.replica | clientState.monitor)) return
    client.set(clientState.monitor)
    engine.startMonitor(client)
    reply.ok()
  },
})
