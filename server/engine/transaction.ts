/** The end of a transaction, run or not: no queue, no watched keys. */
import { type Client, clientState } from '../../shared/client/client.ts'
import type { Server } from './server.ts'

export function endTransaction(server: Server, client: Client): void {
  client.queue = null
  client.clear(clientState.multi | clientState.dirtyCas | clientState.dirtyExec)
  server.watches.drop(client)
}
