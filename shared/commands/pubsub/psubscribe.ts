/** PSUBSCRIBE: as SUBSCRIBE, for glob patterns. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replySubscription } from './reply-subscription.ts'

export const psubscribe = command<CommandContext>({
  name: 'PSUBSCRIBE',
  group: 'pubsub',
  since: '2.0.0',
  arity: -2,
  summary: 'Listen for messages published to channels matching the given patterns',
  complexity: 'O(N) where N is the number of patterns the client is already subscribed to.',
  syntax: 'pattern=(pattern)...',
  flags: ['pubsub', 'noscript', 'loading', 'stale', 'sentinel'],
  run(ctx, args) {
    const { client, pubsub } = ctx
    for (let i = 1; i < args.argc; i++) {
      const name = args.text(i)
      pubsub.psubscribe(client, name)
      replySubscription(ctx, 'psubscribe', name, client.subscriptions())
    }
  },
})
