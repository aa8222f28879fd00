/** The common part of SETEX and PSETEX, whose time stands before the value. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { EXPIRY_BAD, toExpiry } from './expiry-option.ts'

export function setExpiring(ctx: ServerContext, args: Args, seconds: boolean, name: string): void {
  const expireAt = toExpiry(ctx, args, 2, seconds, true, name)
  if (expireAt === EXPIRY_BAD) return
  ctx.db.write(args, 1)
  ctx.db.set(args.buf, args.off[3]!, args.len[3]!, expireAt)
  ctx.changed(args, 1, '$', 'set')
  ctx.event(args, 1, 'g', 'expire')
  ctx.logWords('SET', args.view(1), args.view(3), 'PXAT', String(expireAt))
  ctx.reply.ok()
}
