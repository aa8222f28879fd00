/** CLIENT CACHING: has a meaning only while tracking is on. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientCaching = command<CommandContext>({
  name: 'CACHING',
  group: 'connection',
  since: '6.0.0',
  arity: 3,
  summary: 'Instruct the server about tracking or not keys in the next request',
  complexity: 'O(1)',
  syntax: 'mode=(YES|NO)',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ reply }) {
    reply.error(
      'ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode ' +
        'enabled',
    )
  },
})
