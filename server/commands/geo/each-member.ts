/** GEOHASH and GEOPOS: something about each member that is named, a null where there is none. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Position } from '../../values/geo/position.ts'

const position = new Position()

export function replyEachMember(
  ctx: ServerContext,
  args: Args,
  write: (position: Position) => void,
  writeMissing: () => void,
): void {
  const ref = ctx.readZset(args, 1)
  if (ref === -1) return
  const { zsets } = ctx.values
  if (ref !== 0) zsets.open(ctx.db)
  ctx.reply.array(args.argc - 2)
  for (let i = 2; i < args.argc; i++) {
    if (ref === 0 || !zsets.find(args.buf, args.off[i]!, args.len[i]!)) writeMissing()
    else {
      position.decode(zsets.score)
      write(position)
    }
  }
}
