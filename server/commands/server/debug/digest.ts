/** DEBUG DIGEST and DIGEST-VALUE. */
import type { Args } from '../../../../shared/resp/args.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { dataDigest, NO_DIGEST, valueDigest } from '../../../keyspace/digest.ts'

export function debugDigest({ reply, server }: ServerContext): void {
  reply.status(dataDigest(server.keyspace))
}

/** One digest per key, zeros for a key that is not there; looking is no access. */
export function debugDigestValue({ db, reply, server }: ServerContext, args: Args): void {
  reply.array(args.argc - 2)
  for (let i = 2; i < args.argc; i++)
    reply.status(db.peek(args, i) === 0 ? NO_DIGEST : valueDigest(server.keyspace, db))
}
