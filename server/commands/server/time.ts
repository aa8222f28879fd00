/** TIME: seconds and microseconds of the wall clock, which goes on inside EXEC too. */
import { command } from '../../../shared/command/command.ts'

import type { ServerContext } from '../../engine/context.ts'

export const time = command<ServerContext>({
  name: 'TIME',
  group: 'server',
  since: '2.6.0',
  arity: 1,
  summary: 'Return the current server time',
  complexity: 'O(1)',
  flags: ['loading', 'stale', 'fast'],
  tips: ['nondeterministic_output'],
  run({ reply, server }) {
    const us = server.parts.clock.wallUs()
    reply.array(2)
    reply.bulkInteger(Math.floor(us / 1e6))
    reply.bulkInteger(us % 1e6)
  },
})
