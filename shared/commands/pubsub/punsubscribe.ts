/** PUNSUBSCRIBE: as UNSUBSCRIBE, for glob patterns. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replySubscription } from './reply-subscription.ts'

export const punsubscribe = command<CommandContext>({
  name: 'PUNSUBSCRIBE',
  group: 'pubsub',
  since: '2.0.0',
  arity: -1,
  summary: 'Stop listening for messages posted to channels matching the given patterns',
  complexity:
    'O(N+M) where N is the number of patterns the client is already subscribed and M is the number ' +
    'of total patterns subscribed in the system (by any client).',
  syntax: '[pattern...]',
  flags: ['pubsub', 'noscript', 'loading', 'stale', 'sentinel'],
  run(ctx, args) {
    const { client, pubsub } = ctx
    const names: string[] = args.argc > 1 ? [] : [...(client.patterns ?? [])]
    for (let i = 1; i < args.argc; i++) names.push(args.text(i))
    for (const name of names) {
      pubsub.punsubscribe(client, name)
      replySubscription(ctx, 'punsubscribe', name, client.subscriptions())
    }
    if (names.length === 0) replySubscription(ctx, 'punsubscribe', null, client.subscriptions())
  },
})
