/** DEBUG DIGEST and DIGEST-VALUE. */
import { dataDigest, NO_DIGEST, valueDigest } from '../../../keyspace/digest.ts'
import type { DebugSubcommand } from './subcommand.ts'

export const debugDigest: DebugSubcommand = {
  name: 'DIGEST',
  least: 2,
  most: 2,
  help: ['DIGEST', '    Output a hex signature representing the current DB content.'],
  run: ({ reply, server }) => reply.status(dataDigest(server.keyspace)),
}

/** One digest per key, zeros for a key that is not there; looking is no access. */
export const debugDigestValue: DebugSubcommand = {
  name: 'DIGEST-VALUE',
  least: 2,
  most: Number.POSITIVE_INFINITY,
  help: [
    'DIGEST-VALUE <key> [<key> ...]',
    '    Output a hex signature of the values of all the specified keys.',
  ],
  run({ db, reply, server }, args) {
    reply.array(args.argc - 2)
    for (let i = 2; i < args.argc; i++)
      reply.status(db.peek(args, i) === 0 ? NO_DIGEST : valueDigest(server.keyspace, db))
  },
}
