/** LATENCY HISTORY: the samples of one event. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const latencyHistory = command<ServerContext>({
  name: 'HISTORY',
  group: 'server',
  since: '2.8.13',
  arity: 3,
  summary: 'Return timestamp-latency samples for the event.',
  complexity: 'O(1)',
  syntax: 'event',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
  run({ reply, server }, args) {
    const samples = server.latency.events.get(args.text(2))?.samples ?? []
    reply.array(samples.length)
    for (const { at, ms } of samples) {
      reply.array(2)
      reply.integer(at)
      reply.integer(ms)
    }
  },
})
