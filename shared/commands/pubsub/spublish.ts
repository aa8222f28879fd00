/** SPUBLISH: as PUBLISH, for shard channels; patterns do not see them. */
import { command, oneKey } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const spublish = command<CommandContext>({
  name: 'SPUBLISH',
  group: 'pubsub',
  since: '7.0.0',
  arity: 3,
  summary: 'Post a message to a shard channel',
  complexity: 'O(N) where N is the number of clients subscribed to the receiving shard channel.',
  syntax: 'shardchannel message',
  flags: ['pubsub', 'loading', 'stale', 'fast', 'may_replicate'],
  keys: oneKey('not_key'),
  run(ctx, args) {
    ctx.reply.integer(ctx.pubsub.spublish(args.view(1), args.view(2)))
    ctx.host.replicate(args)
  },
})
