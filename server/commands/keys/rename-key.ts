/** RENAME and RENAMENX: the record moves under its new key; a large value stays where it is. */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

export function renameKey(ctx: ServerContext, args: Args, onlyIfAbsent: boolean): void {
  const { db, reply } = ctx
  if (db.write(args, 1) === 0) return reply.error(errors.noSuchKey)
  if (args.same(1, 2)) {
    if (onlyIfAbsent) reply.integer(0)
    else reply.ok()
    return
  }
  if (db.write(args, 2) !== 0) {
    if (onlyIfAbsent) return reply.integer(0)
    db.remove()
  }
  db.peek(args, 1)
  const record = db.take()
  db.write(args, 2)
  db.put(record)
  ctx.changed(args, 1, 'g', 'rename_from')
  ctx.alsoChanged(db, args, 2, 'g', 'rename_to')
  if (onlyIfAbsent) reply.integer(1)
  else reply.ok()
}
