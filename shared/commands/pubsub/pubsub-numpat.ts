/** PUBSUB NUMPAT: how many different patterns are listened to. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const pubsubNumpat = command<CommandContext>({
  name: 'NUMPAT',
  group: 'pubsub',
  since: '2.8.0',
  arity: 2,
  summary: 'Get the count of unique patterns pattern subscriptions',
  complexity: 'O(1)',
  flags: ['pubsub', 'loading', 'stale'],
  run({ reply, pubsub }) {
    reply.integer(pubsub.numpat())
  },
})
