/** LMOVE, RPOPLPUSH and their waiting forms: an element from the end of one list to an end of another. */

import type { Args } from '../../../shared/resp/args.ts'
import { readBlockTimeout } from '../../engine/block-timeout.ts'
import type { ServerContext } from '../../engine/context.ts'
import { EMPTY_LIST } from '../../values/list.ts'
import { type } from '../../values/type-numbers.ts'
import { pushEvent } from './list-end.ts'
import { popped } from './pop-elements.ts'

/**
 * Moves an element from the list at argument 1 to that at 2 and replies with it; false when nothing was
 * moved.
 */
export function moveElement(ctx: ServerContext, args: Args, fromFirst: boolean, toFirst: boolean): boolean {
  const source = ctx.writeList(args, 1)
  if (source === -1) return false
  if (source === 0) {
    ctx.reply.null()
    return false
  }
  return move(ctx, args, fromFirst, toFirst)
}

/** `moveElement` that waits for a source, with a timeout at argument `timeoutAt`. */
export function moveOrWait(
  ctx: ServerContext,
  args: Args,
  fromFirst: boolean,
  toFirst: boolean,
  timeoutAt: number,
): boolean {
  const timeout = readBlockTimeout(ctx, args, timeoutAt)
  if (timeout === -1) return false
  const source = ctx.writeList(args, 1)
  if (source === -1) return false
  if (source !== 0) return moveElement(ctx, args, fromFirst, toFirst)
  if (ctx.mayBlock()) ctx.block(args, 1, 1, timeout, type.list, 'nullArray')
  else ctx.reply.null()
  return false
}

/** The source has just been looked up. */
function move(ctx: ServerContext, args: Args, fromFirst: boolean, toFirst: boolean): boolean {
  const { db } = ctx
  const { lists } = ctx.values
  const same = args.same(1, 2)
  // As a target it is used once more.
  if (same) db.write(args, 2)
  lists.open(db)
  lists.seekEnd(fromFirst)
  lists.read()
  // Redis counts numbers as nothing here when it asks whether the target will still fit a listpack.
  const number = lists.isInteger
  lists.keep()
  const { bytes, off, len } = lists.element
  if (same) lists.drop(fromFirst)
  else if (!openTarget(ctx, args)) return false
  lists.prepare(number ? 0 : len, 1)
  lists.push(bytes, off, len, toFirst)
  ctx.alsoChanged(db, args, 2, 'l', pushEvent(toFirst))
  if (!same) {
    db.writeAgain(args, 1)
    lists.open(db)
    lists.drop(fromFirst)
  }
  ctx.reply.bulk(bytes, off, len)
  popped(ctx, args, 1, fromFirst, 1)
  return true
}

/** Opens the list at argument 2, or a new one; false when the key holds another type. */
function openTarget(ctx: ServerContext, args: Args): boolean {
  const { lists } = ctx.values
  const target = ctx.writeList(args, 2)
  if (target === -1) return false
  if (target === 0) {
    ctx.db.create(type.list, EMPTY_LIST, -1)
    lists.begin(ctx.db)
  } else lists.open(ctx.db)
  return true
}
