/** LPUSH, RPUSH, LPUSHX and RPUSHX. */

import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type } from '../../values/type-numbers.ts'
import { pushEvent } from './list-end.ts'

export function pushElements(ctx: ServerContext, args: Args, first: boolean, onlyIfExists: boolean): void {
  const ref = ctx.writeList(args, 1)
  if (ref === -1) return
  const { db, reply } = ctx
  const { lists } = ctx.values
  if (ref !== 0) {
    lists.open(db)
    lists.pushAll(args, 2, first)
  } else if (onlyIfExists) return reply.integer(0)
  else {
    db.create(type.list, lists.sizeOf(args, 2), -1)
    lists.beginWith(db, args, 2, first)
  }
  reply.integer(lists.length())
  ctx.changed(args, 1, 'l', pushEvent(first))
  ctx.dirty += args.argc - 3
}
