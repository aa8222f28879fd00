/** PUBSUB: who listens to what. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { pubsubChannels } from './pubsub-channels.ts'
import { pubsubHelp } from './pubsub-help.ts'
import { pubsubNumpat } from './pubsub-numpat.ts'
import { pubsubNumsub } from './pubsub-numsub.ts'
import { pubsubShardchannels } from './pubsub-shardchannels.ts'
import { pubsubShardnumsub } from './pubsub-shardnumsub.ts'

export const pubsub = command<CommandContext>({
  name: 'PUBSUB',
  group: 'pubsub',
  since: '2.8.0',
  arity: -2,
  summary: 'A container for Pub/Sub commands',
  complexity: 'Depends on subcommand.',
  flags: [],
  subcommands: [
    pubsubChannels,
    pubsubHelp,
    pubsubNumpat,
    pubsubNumsub,
    pubsubShardchannels,
    pubsubShardnumsub,
  ],
})
