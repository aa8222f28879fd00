/** PUBSUB NUMSUB: subscribers per channel named, as a flat array in both protocols. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const pubsubNumsub = command<CommandContext>({
  name: 'NUMSUB',
  group: 'pubsub',
  since: '2.8.0',
  arity: -2,
  summary: 'Get the count of subscribers for channels',
  complexity: 'O(N) for the NUMSUB subcommand, where N is the number of requested channels',
  syntax: '[channel...]',
  flags: ['pubsub', 'loading', 'stale'],
  run({ reply, pubsub }, args) {
    reply.array((args.argc - 2) * 2)
    for (let i = 2; i < args.argc; i++) {
      const name = args.text(i)
      reply.bulkText(name)
      reply.integer(pubsub.numsub(name))
    }
  },
})
