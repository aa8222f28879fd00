/** LATENCY RESET: forgets the samples of the events named, or of all. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const latencyReset = command<ServerContext>({
  name: 'RESET',
  group: 'server',
  since: '2.8.13',
  arity: -2,
  summary: 'Reset latency data for one or more events.',
  complexity: 'O(1)',
  syntax: '[event...]',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
  run({ reply, server }, args) {
    const { events } = server.latency
    let gone = 0
    if (args.argc === 2) {
      gone = events.size
      events.clear()
    }
    for (let i = 2; i < args.argc; i++) if (events.delete(args.text(i))) gone++
    reply.integer(gone)
  },
})
