/** Taking elements off an end of a list: what LPOP, LMPOP and their relatives share. */
import type { Args } from '../../../shared/resp/args.ts'
import { errors, wrongArity } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readAtLeast } from '../long-argument.ts'
import { popEvent } from './list-end.ts'

/** LPOP and RPOP. */
export function popElements(ctx: ServerContext, args: Args, first: boolean): void {
  const { reply } = ctx
  if (args.argc > 3) return reply.error(wrongArity(popEvent(first)))
  const counted = args.argc === 3
  const count = counted ? readAtLeast(ctx, args, 2, 0, errors.positive) : 1
  if (Number.isNaN(count)) return
  const ref = ctx.writeList(args, 1)
  if (ref === -1) return
  if (ref === 0) {
    if (counted) reply.nullArray()
    else reply.null()
  } else if (count === 0) reply.array(0)
  else {
    ctx.values.lists.open(ctx.db)
    if (counted) popMany(ctx, args, 1, first, count)
    else popOne(ctx, args, 1, first)
  }
}

/** Takes one element off the open list, whose key is argument i, and replies with it. */
export function popOne(ctx: ServerContext, args: Args, i: number, first: boolean): void {
  const { lists } = ctx.values
  lists.seekEnd(first)
  lists.reply(ctx.reply)
  const last = lists.length() === 1
  if (!last) lists.drop(first)
  popped(ctx, args, i, first, 1, last)
}

/** Takes up to `count` elements off the open list and replies with an array of them; answers how many. */
export function popMany(ctx: ServerContext, args: Args, i: number, first: boolean, count: number): number {
  const { reply } = ctx
  const { lists } = ctx.values
  const length = lists.length()
  const taken = Math.min(count, length)
  reply.array(taken)
  if (first) lists.replyRange(reply, 0, taken)
  else lists.replyLast(reply, taken)
  if (taken < length) lists.removeRange(first ? 0 : length - taken, taken)
  popped(ctx, args, i, first, taken, taken === length)
  return taken
}

/** Elements went: tells, and deletes the list when none is left (or all are to go). */
export function popped(
  ctx: ServerContext,
  args: Args,
  i: number,
  first: boolean,
  count: number,
  all = false,
): void {
  ctx.changed(args, i, 'l', popEvent(first))
  ctx.dirty += count - 1
  dropIfEmpty(ctx, args, i, all)
}

/** Elements of the open list went: the key goes with the last; what is left may be packed tighter. */
export function dropIfEmpty(ctx: ServerContext, args: Args, i: number, all = false): void {
  const { lists } = ctx.values
  if (!all && lists.length() > 0) {
    lists.compact(true)
    return
  }
  ctx.db.remove()
  ctx.event(args, i, 'g', 'del')
}
