/** The common part of MSET and MSETNX. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'

/** Sets every key from argument 1 on to the value behind it. */
export function setPairs(ctx: ServerContext, args: Args): void {
  const { db } = ctx
  for (let i = 1; i < args.argc; i += 2) {
    db.write(args, i)
    db.set(args.buf, args.off[i + 1]!, args.len[i + 1]!, -1)
    ctx.changed(args, i, '$', 'set')
  }
}
