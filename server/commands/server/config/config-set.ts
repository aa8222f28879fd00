/** CONFIG SET: any number of directives, all of them or none. */

import { isLocal } from '../../../../shared/client/local.ts'
import { command } from '../../../../shared/command/command.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const configSet = command<ServerContext>({
  name: 'SET',
  group: 'server',
  since: '2.0.0',
  arity: -4,
  summary: 'Set configuration parameters to the given values',
  complexity: 'O(N) when N is the number of configuration parameters provided',
  syntax: 'parameter-value=(parameter value)...',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
  history: [['7.0.0', 'Added the ability to set multiple parameters in one call.']],
  run({ client, reply, server }, args) {
    if (args.argc % 2 !== 0) {
      reply.error(errors.syntax)
      return
    }
    const pairs: [string, string][] = []
    for (let i = 2; i < args.argc; i += 2) pairs.push([args.text(i), args.text(i + 1)])
    const error = server.store.set(pairs, { local: isLocal(client), loading: server.loading })
    if (error === null) reply.ok()
    else reply.error(error)
  },
})
