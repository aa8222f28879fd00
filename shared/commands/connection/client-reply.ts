/** CLIENT REPLY: OFF, SKIP (the next command only) and ON, which alone is answered. */
import { clientState } from '../../client/client.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { errors } from '../../resp/errors.ts'

export const clientReply = command<CommandContext>({
  name: 'REPLY',
  group: 'connection',
  since: '3.2.0',
  arity: 3,
  summary: 'Instruct the server whether to reply to commands',
  complexity: 'O(1)',
  syntax: 'on-off-skip=(ON|OFF|SKIP)',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ client, reply }, args) {
    if (args.is(2, 'ON')) {
      client.clear(clientState.replyOff | clientState.replySkip)
      reply.unmute()
      reply.ok()
    } else if (args.is(2, 'OFF')) client.set(clientState.replyOff)
    else if (args.is(2, 'SKIP')) {
      if (!client.has(clientState.replyOff)) client.set(clientState.replySkipNext)
    } else reply.error(errors.syntax)
  },
})
