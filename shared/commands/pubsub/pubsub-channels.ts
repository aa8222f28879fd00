/** PUBSUB CHANNELS: channels that somebody listens to, patterns aside. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { subcommandSyntax } from '../../command/help.ts'
import { replyChannels } from './reply-channels.ts'

export const pubsubChannels = command<CommandContext>({
  name: 'CHANNELS',
  group: 'pubsub',
  since: '2.8.0',
  arity: -2,
  summary: 'List active channels',
  complexity:
    'O(N) where N is the number of active channels, and assuming constant time pattern matching ' +
    '(relatively short channels and patterns)',
  syntax: '[pattern]',
  flags: ['pubsub', 'loading', 'stale'],
  run(ctx, args) {
    if (args.argc > 3) ctx.reply.error(subcommandSyntax(args, 'PUBSUB'))
    else replyChannels(ctx.reply, ctx.pubsub.channelNames().keys(), args.argc === 3 ? args.view(2) : null)
  },
})
