/** Gives a key an expiry, or deletes it when that has passed: for EXPIRE and its kin and for GETEX. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { isPastAlready } from '../past-already.ts'

/**
 * Acts on the key at argument 1, just looked up for changing. A time that has passed deletes the key at once,
 * and is logged so, except where only a primary may (on a replica, while loading).
 */
export function expireKey(ctx: ServerContext, args: Args, at: number): void {
  const { db, server } = ctx
  if (!isPastAlready(ctx, at)) {
    db.expire(Math.max(at, 0))
    ctx.changed(args, 1, 'g', 'expire')
    return
  }
  db.remove()
  ctx.changed(args, 1, 'g', 'del')
  ctx.logWords(server.settings.lazyfreeLazyExpire ? 'UNLINK' : 'DEL', args.view(1))
}
