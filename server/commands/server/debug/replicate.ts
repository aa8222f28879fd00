/** DEBUG REPLICATE: puts a command into the stream to the replicas, and runs it nowhere here. */
import { Args } from '../../../../shared/resp/args.ts'
import type { DebugSubcommand } from './subcommand.ts'

export const debugReplicate: DebugSubcommand = {
  name: 'REPLICATE',
  least: 3,
  most: Number.POSITIVE_INFINITY,
  help: ['REPLICATE <string>', '    Replicates the provided string to replicas, allowing data divergence.'],
  run({ host, reply }, args) {
    host.replicate(Args.of(...Array.from({ length: args.argc - 2 }, (_, i) => args.bytes(i + 2))))
    reply.ok()
  },
}
