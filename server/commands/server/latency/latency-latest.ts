/** LATENCY LATEST: the latest and the worst sample of each event. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const latencyLatest = command<ServerContext>({
  name: 'LATEST',
  group: 'server',
  since: '2.8.13',
  arity: 2,
  summary: 'Return the latest latency samples for all events.',
  complexity: 'O(1)',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
  run({ reply, server }) {
    const { events } = server.latency
    reply.array(events.size)
    for (const [name, { samples, max }] of events) {
      const last = samples.at(-1)!
      reply.array(4)
      reply.bulkText(name)
      reply.integer(last.at)
      reply.integer(last.ms)
      reply.integer(Math.round(max))
    }
  },
})
