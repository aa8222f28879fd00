/**
 * DEL and UNLINK: the same here, since a value's memory is given back in O(1) or, where it cannot be, in
 * slices.
 */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'

export function removeKeys(ctx: ServerContext, args: Args): void {
  const { db } = ctx
  let removed = 0
  for (let i = 1; i < args.argc; i++) {
    if (db.write(args, i) === 0) continue
    db.remove()
    ctx.changed(args, i, 'g', 'del')
    removed++
  }
  ctx.reply.integer(removed)
}
