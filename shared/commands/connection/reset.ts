/** RESET: the connection as it was when it was accepted, but for its library name and version. */
import { clientState } from '../../client/client.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { logOut } from './log-in.ts'

export const reset = command<CommandContext>({
  name: 'RESET',
  group: 'connection',
  since: '6.2.0',
  arity: 1,
  summary: 'Reset the connection',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  run(ctx) {
    const { client, reply, host } = ctx
    if (client.has(clientState.monitor)) client.clear(clientState.monitor | clientState.replica)
    if (client.has(clientState.master | clientState.replica)) {
      reply.error('ERR can only reset normal client connections')
      return
    }
    host.reset(client)
    ctx.pubsub.drop(client)
    logOut(client, host.passwordSet())
    client.db = 0
    client.name = ''
    client.resp3 = false
    client.clear(UNDONE)
    reply.resp3 = false
    reply.unmute()
    reply.status('RESET')
  },
})

const UNDONE =
  clientState.replyOff |
  clientState.replySkip |
  clientState.replySkipNext |
  clientState.noTouch |
  clientState.noEvict
