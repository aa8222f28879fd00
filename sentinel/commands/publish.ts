/** PUBLISH of a sentinel: only hellos of other sentinels, which go to the core and to nobody else. */
import { command } from '../../shared/command/command.ts'
import { HELLO_CHANNEL } from '../core/types.ts'
import type { SentinelContext } from '../engine/context.ts'

export const publish = command<SentinelContext>({
  name: 'PUBLISH',
  group: 'pubsub',
  since: '2.0.0',
  arity: 3,
  summary: 'Post a message to a channel',
  complexity:
    'O(N+M) where N is the number of clients subscribed to the receiving channel and M is the total ' +
    'number of subscribed patterns (by any client).',
  syntax: 'channel message',
  flags: ['pubsub', 'loading', 'stale', 'fast', 'sentinel', 'may_replicate'],
  run({ reply, sentinel }, args) {
    if (args.text(1) !== HELLO_CHANNEL) {
      reply.error('ERR Only HELLO messages are accepted by Sentinel instances.')
      return
    }
    reply.integer(1)
    sentinel.world.deliver({ type: 'hello', link: null, text: args.text(2) })
  },
})
