/** PUBSUB SHARDNUMSUB: subscribers per shard channel named. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const pubsubShardnumsub = command<CommandContext>({
  name: 'SHARDNUMSUB',
  group: 'pubsub',
  since: '7.0.0',
  arity: -2,
  summary: 'Get the count of subscribers for shard channels',
  complexity: 'O(N) for the SHARDNUMSUB subcommand, where N is the number of requested shard channels',
  syntax: '[shardchannel...]',
  flags: ['pubsub', 'loading', 'stale'],
  run({ reply, pubsub }, args) {
    reply.array((args.argc - 2) * 2)
    for (let i = 2; i < args.argc; i++) {
      const name = args.text(i)
      reply.bulkText(name)
      reply.integer(pubsub.shardNumsub(name))
    }
  },
})
