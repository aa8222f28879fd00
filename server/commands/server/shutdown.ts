/** SHUTDOWN: ends the process in an orderly way, or calls off an end that is under way. */

import { clientState } from '../../../shared/client/client.ts'
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { ShutdownOptions } from '../../engine/server.ts'

export const shutdown = command<ServerContext>({
  name: 'SHUTDOWN',
  group: 'server',
  since: '1.0.0',
  arity: -1,
  summary: 'Synchronously save the dataset to disk and then shut down the server',
  complexity:
    'O(N) when saving, where N is the total number of keys in all databases when saving data, ' +
    'otherwise O(1)',
  syntax: 'nosave-save=[NOSAVE|SAVE] [NOW@7.0.0] [FORCE@7.0.0] [ABORT@7.0.0]',
  flags: ['admin', 'noscript', 'loading', 'stale', 'no_multi', 'allow_busy', 'sentinel'],
  history: [['7.0.0', 'Added the `NOW`, `FORCE` and `ABORT` modifiers.']],
  run({ client, engine, reply, server }, args) {
    const { world } = server.parts
    if (onlyAbort(args)) {
      if (world.abortShutdown()) reply.ok()
      else reply.error('ERR No shutdown in progress.')
      return
    }
    const options = readOptions(args)
    if (options === null) {
      reply.error(errors.syntax)
      return
    }
    // Its connection ends with the process; an answer comes only when the process goes on.
    client.set(clientState.blocked)
    world.shutdown(options, () => engine.release(client, 'ERR Errors trying to SHUTDOWN. Check logs.'))
  },
})

/** ABORT goes with nothing else. */
function onlyAbort(args: Args): boolean {
  for (let i = 1; i < args.argc; i++) if (!args.is(i, 'ABORT')) return false
  return args.argc > 1
}

function readOptions(args: Args): ShutdownOptions | null {
  const options: ShutdownOptions = { save: null, now: false, force: false }
  for (let i = 1; i < args.argc; i++) {
    if (args.is(i, 'NOW')) options.now = true
    else if (args.is(i, 'FORCE')) options.force = true
    else if (args.is(i, 'SAVE') && options.save !== false) options.save = true
    else if (args.is(i, 'NOSAVE') && options.save !== true) options.save = false
    else return null
  }
  return options
}
