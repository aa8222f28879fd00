/** SSUBSCRIBE: as SUBSCRIBE, for shard channels, which are counted apart. Not inside a transaction. */
import { clientState } from '../../client/client.ts'
import { command, manyKeys } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replySubscription } from './reply-subscription.ts'

export const ssubscribe = command<CommandContext>({
  name: 'SSUBSCRIBE',
  group: 'pubsub',
  since: '7.0.0',
  arity: -2,
  summary: 'Listen for messages published to the given shard channels',
  complexity: 'O(N) where N is the number of shard channels to subscribe to.',
  syntax: 'shardchannel...',
  flags: ['pubsub', 'noscript', 'loading', 'stale'],
  keys: manyKeys(1, 1, 'not_key'),
  run(ctx, args) {
    const { client, pubsub } = ctx
    if (client.has(clientState.multi)) {
      ctx.reply.error("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client")
      return
    }
    for (let i = 1; i < args.argc; i++) {
      const name = args.text(i)
      pubsub.ssubscribe(client, name)
      replySubscription(ctx, 'ssubscribe', name, client.shardChannels!.size)
    }
  },
})
