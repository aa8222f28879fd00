/** HTTL, HPTTL, HEXPIRETIME, HPEXPIRETIME: one command in two units, from now on or absolute. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { firstField } from './field-list.ts'
import { hasField } from './find-field.ts'
import { openToRead } from './open-hash.ts'

export function replyTimes(ctx: ServerContext, args: Args, seconds: boolean, relative: boolean): void {
  if (!openToRead(ctx, args)) return
  const first = firstField(ctx, args, 2)
  if (first === 0) return
  const { reply } = ctx
  const { hashes } = ctx.values
  reply.array(args.argc - first)
  for (let i = first; i < args.argc; i++) {
    if (!hasField(ctx, args, i)) reply.integer(-2)
    else if (hashes.expiry === 0) reply.integer(-1)
    else {
      const ms = relative ? hashes.expiry - ctx.now : hashes.expiry
      reply.integer(seconds ? Math.floor((ms + 999) / 1000) : ms)
    }
  }
}
