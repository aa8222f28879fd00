/** A database number in a command: MOVE, COPY ... DB. */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { Database } from '../../keyspace/database.ts'

const NO_INT = 'ERR value is out of range, value must between -2147483648 and 2147483647'

/** The database that argument i names, or null after an error. */
export function databaseArgument(ctx: ServerContext, args: Args, i: number): Database | null {
  const index = args.int64(i)
  if (index === null) ctx.reply.error(errors.notInteger)
  else if (index < -0x80000000n || index > 0x7fffffffn) ctx.reply.error(NO_INT)
  else {
    const db = ctx.server.keyspace.databases[Number(index)]
    if (db !== undefined) return db
    ctx.reply.error(errors.dbIndex)
  }
  return null
}
