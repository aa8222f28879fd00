/** CLIENT INFO: the line of CLIENT LIST for this connection. */
import { describeClient } from '../../client/describe.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { argvBytes } from './argv-bytes.ts'

export const clientInfo = command<CommandContext>({
  name: 'INFO',
  group: 'connection',
  since: '6.2.0',
  arity: 2,
  summary: 'Returns information about the current client connection.',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  tips: ['nondeterministic_output'],
  run({ client, reply, now }, args) {
    reply.verbatim('txt', `${describeClient(client, now, argvBytes(args))}\n`)
  },
})
