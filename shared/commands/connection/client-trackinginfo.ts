/** CLIENT TRACKINGINFO: tracking is off. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientTrackinginfo = command<CommandContext>({
  name: 'TRACKINGINFO',
  group: 'connection',
  since: '6.2.0',
  arity: 2,
  summary: 'Return information about server assisted client side caching for the current connection',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ reply }) {
    reply.map(3)
    reply.bulkText('flags')
    reply.set(1)
    reply.bulkText('off')
    reply.bulkText('redirect')
    reply.integer(-1)
    reply.bulkText('prefixes')
    reply.array(0)
  },
})
