/** PUBSUB SHARDCHANNELS: shard channels that somebody listens to. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { subcommandSyntax } from '../../command/help.ts'
import { replyChannels } from './reply-channels.ts'

export const pubsubShardchannels = command<CommandContext>({
  name: 'SHARDCHANNELS',
  group: 'pubsub',
  since: '7.0.0',
  arity: -2,
  summary: 'List active shard channels',
  complexity:
    'O(N) where N is the number of active shard channels, and assuming constant time pattern ' +
    'matching (relatively short shard channels).',
  syntax: '[pattern]',
  flags: ['pubsub', 'loading', 'stale'],
  run(ctx, args) {
    if (args.argc > 3) ctx.reply.error(subcommandSyntax(args, 'PUBSUB'))
    else
      replyChannels(ctx.reply, ctx.pubsub.shardChannelNames().keys(), args.argc === 3 ? args.view(2) : null)
  },
})
