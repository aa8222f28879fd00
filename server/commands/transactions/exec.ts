/** EXEC: runs the queued commands without a break, unless one was refused or a watched key changed. */

import { clientState } from '../../../shared/client/client.ts'
import { command } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { endTransaction } from '../../engine/transaction.ts'

export const exec = command<ServerContext>({
  name: 'EXEC',
  group: 'transactions',
  since: '1.2.0',
  arity: 1,
  summary: 'Execute all commands issued after MULTI',
  complexity: 'Depends on commands in the transaction',
  flags: ['noscript', 'loading', 'stale', 'skip_slowlog'],
  run(ctx) {
    const { client, reply, server } = ctx
    if (!client.has(clientState.multi)) {
      reply.error('ERR EXEC without MULTI')
      return
    }
    const queue = client.queue ?? []
    const refused = client.has(clientState.dirtyExec)
    const changed = client.has(clientState.dirtyCas) || server.watches.anyExpired(client)
    endTransaction(server, client)
    if (refused) reply.error(errors.execAbort)
    else if (changed) reply.nullArray()
    else {
      reply.array(queue.length)
      ctx.engine.runAll(client, queue)
    }
  },
})
