/** What GETSET, GETDEL and SET ... GET share: the reply is what the key held before. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'

/**
 * Replies with the string at argument 1, looked up for changing; its record, 0, or -1 when it is no string.
 */
export function replyOld(ctx: ServerContext, args: Args): number {
  const ref = ctx.writeString(args, 1)
  if (ref === -1) return -1
  const { records } = ctx.db
  if (ref === 0) {
    ctx.db.missed()
    ctx.reply.null()
  } else {
    ctx.server.keyspace.state.hits++
    ctx.reply.bulk(records.valueBytes, records.valueAt, records.valueLength)
  }
  return ref
}
