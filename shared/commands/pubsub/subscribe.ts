/**
 * SUBSCRIBE: one confirmation per channel, named twice or not; the count is that of channels and patterns.
 */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replySubscription } from './reply-subscription.ts'

export const subscribe = command<CommandContext>({
  name: 'SUBSCRIBE',
  group: 'pubsub',
  since: '2.0.0',
  arity: -2,
  summary: 'Listen for messages published to the given channels',
  complexity: 'O(N) where N is the number of channels to subscribe to.',
  syntax: 'channel...',
  flags: ['pubsub', 'noscript', 'loading', 'stale', 'sentinel'],
  run(ctx, args) {
    const { client, pubsub } = ctx
    for (let i = 1; i < args.argc; i++) {
      const name = args.text(i)
      pubsub.subscribe(client, name)
      replySubscription(ctx, 'subscribe', name, client.subscriptions())
    }
  },
})
