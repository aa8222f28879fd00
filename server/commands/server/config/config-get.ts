/** CONFIG GET: names and values that match any of the patterns. */
import { command } from '../../../../shared/command/command.ts'

import type { ServerContext } from '../../../engine/context.ts'

export const configGet = command<ServerContext>({
  name: 'GET',
  group: 'server',
  since: '2.0.0',
  arity: -3,
  summary: 'Get the values of configuration parameters',
  complexity: 'O(N) when N is the number of configuration parameters provided',
  syntax: 'parameter=(parameter)...',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  history: [['7.0.0', 'Added the ability to pass multiple pattern parameters in one call']],
  run({ reply, server }, args) {
    const patterns: string[] = []
    for (let i = 2; i < args.argc; i++) patterns.push(args.text(i))
    const found = server.store.get(patterns)
    reply.map(found.length)
    for (const [name, value] of found) {
      reply.bulkText(name)
      reply.bulkText(value)
    }
  },
})
