/** PUBLISH of a server: to its own subscribers and, through the log, to those of its replicas. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const publish = command<CommandContext>({
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
  run(ctx, args) {
    ctx.reply.integer(ctx.pubsub.publish(args.view(1), args.view(2)))
    ctx.host.replicate(args)
  },
})
