/** SUNSUBSCRIBE: as UNSUBSCRIBE, for shard channels. */
import { command, manyKeys } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replySubscription } from './reply-subscription.ts'

export const sunsubscribe = command<CommandContext>({
  name: 'SUNSUBSCRIBE',
  group: 'pubsub',
  since: '7.0.0',
  arity: -1,
  summary: 'Stop listening for messages posted to the given shard channels',
  complexity: 'O(N) where N is the number of clients already subscribed to a shard channel.',
  syntax: '[shardchannel...]',
  flags: ['pubsub', 'noscript', 'loading', 'stale'],
  keys: manyKeys(1, 1, 'not_key'),
  run(ctx, args) {
    const { client, pubsub } = ctx
    const names: string[] = args.argc > 1 ? [] : [...(client.shardChannels ?? [])]
    for (let i = 1; i < args.argc; i++) names.push(args.text(i))
    for (const name of names) {
      pubsub.sunsubscribe(client, name)
      replySubscription(ctx, 'sunsubscribe', name, client.shardChannels?.size ?? 0)
    }
    if (names.length === 0) replySubscription(ctx, 'sunsubscribe', null, client.shardChannels?.size ?? 0)
  },
})
