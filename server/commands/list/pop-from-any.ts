/** LMPOP and BLMPOP, BLPOP and BRPOP: taking from the first of several lists that exists. */

import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import { readBlockTimeout } from '../../engine/block-timeout.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type } from '../../values/type-numbers.ts'
import { readAtLeast } from '../long-argument.ts'
import { popWord, readEnd } from './list-end.ts'
import { popMany, popOne } from './pop-elements.ts'

/** BLPOP and BRPOP: one element, or wait. */
export function popOrWait(ctx: ServerContext, args: Args, first: boolean): void {
  takeOrWait(ctx, args, 1, args.argc - 2, args.argc - 1, first, 0)
}

/**
 * LMPOP, or with a timeout at argument 1 BLMPOP: `numkeys key... LEFT|RIGHT [COUNT n]` from argument `at`.
 */
export function popSeveral(ctx: ServerContext, args: Args, at: number): void {
  const keys = readAtLeast(ctx, args, at, 1, 'ERR numkeys should be greater than 0')
  if (Number.isNaN(keys)) return
  const endAt = at + keys + 1
  if (endAt >= args.argc) return ctx.reply.error(errors.syntax)
  const first = readEnd(ctx, args, endAt)
  if (first === null) return
  let count = 0
  for (let i = endAt + 1; i < args.argc; i++) {
    if (count !== 0 || !args.is(i, 'COUNT') || i + 1 === args.argc) return ctx.reply.error(errors.syntax)
    count = readAtLeast(ctx, args, ++i, 1, 'ERR count should be greater than 0')
    if (Number.isNaN(count)) return
  }
  if (count === 0) count = 1
  if (at === 2) takeOrWait(ctx, args, at + 1, keys, 1, first, count)
  else if (take(ctx, args, at + 1, keys, first, count) === 0) ctx.reply.nullArray()
}

function takeOrWait(
  ctx: ServerContext,
  args: Args,
  firstKey: number,
  keys: number,
  timeoutAt: number,
  first: boolean,
  count: number,
): void {
  const timeout = readBlockTimeout(ctx, args, timeoutAt)
  if (timeout === -1) return
  if (take(ctx, args, firstKey, keys, first, count) !== 0) return
  if (ctx.mayBlock()) ctx.block(args, firstKey, keys, timeout, type.list, 'nullArray')
  else ctx.reply.nullArray()
}

/**
 * Takes `count` elements (0: a single one, not in an array) off the first list that exists, and replies with
 * its key and them; 0 when none does, and the reply is still owed; -1 when a key held another type.
 */
function take(
  ctx: ServerContext,
  args: Args,
  firstKey: number,
  keys: number,
  first: boolean,
  count: number,
): number {
  const { reply } = ctx
  for (let i = firstKey; i < firstKey + keys; i++) {
    const ref = ctx.writeList(args, i)
    if (ref === -1) return -1
    if (ref === 0) continue
    ctx.values.lists.open(ctx.db)
    reply.array(2)
    reply.bulk(args.buf, args.off[i]!, args.len[i]!)
    if (count === 0) {
      popOne(ctx, args, i, first)
      ctx.logWords(popWord(first), args.view(i))
      return 1
    }
    const taken = popMany(ctx, args, i, first, count)
    ctx.logWords(popWord(first), args.view(i), String(taken))
    return taken
  }
  return 0
}
