/**
 * FLUSHDB and FLUSHALL. A database is empty at once; the memory of its keys comes back in slices, with SYNC
 * as with ASYNC, so that neither stalls anyone. Both are logged even when there was nothing to remove, as in
 * Redis.
 */

import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { Database } from '../../keyspace/database.ts'

/** Checks the mode; false after an error. */
export function readFlushMode(ctx: ServerContext, args: Args): boolean {
  if (args.argc === 1 || (args.argc === 2 && (args.is(1, 'ASYNC') || args.is(1, 'SYNC')))) return true
  ctx.reply.error(errors.syntax)
  return false
}

/** Empties a database and tells those who watch its keys; gives the number of keys there were. */
export function flushDatabase(ctx: ServerContext, db: Database): number {
  const { keyspace, watches } = ctx.server
  watches.emptied(db.index)
  return keyspace.flush(db)
}
