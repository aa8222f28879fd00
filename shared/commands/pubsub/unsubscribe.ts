/** UNSUBSCRIBE: from the named channels, or from all; with nothing to leave, one reply with a null name. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replySubscription } from './reply-subscription.ts'

export const unsubscribe = command<CommandContext>({
  name: 'UNSUBSCRIBE',
  group: 'pubsub',
  since: '2.0.0',
  arity: -1,
  summary: 'Stop listening for messages posted to the given channels',
  complexity: 'O(N) where N is the number of clients already subscribed to a channel.',
  syntax: '[channel...]',
  flags: ['pubsub', 'noscript', 'loading', 'stale', 'sentinel'],
  run(ctx, args) {
    const { client, pubsub } = ctx
    const names: string[] = args.argc > 1 ? [] : [...(client.channels ?? [])]
    for (let i = 1; i < args.argc; i++) names.push(args.text(i))
    for (const name of names) {
      pubsub.unsubscribe(client, name)
      replySubscription(ctx, 'unsubscribe', name, client.subscriptions())
    }
    if (names.length === 0) replySubscription(ctx, 'unsubscribe', null, client.subscriptions())
  },
})
