/** ZPOPMIN, ZPOPMAX, ZMPOP and the forms of them that wait. */

import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import { readBlockTimeout } from '../../engine/block-timeout.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type } from '../../values/type-numbers.ts'
import { readAtLeast } from '../long-argument.ts'
import { replyRange } from './reply-items.ts'

/** ZPOPMIN and ZPOPMAX. */
export function popCommand(ctx: ServerContext, args: Args, max: boolean): void {
  const { reply } = ctx
  if (args.argc > 3) return reply.error(errors.syntax)
  let count = -1
  if (args.argc === 3) {
    count = readAtLeast(ctx, args, 2, 0, errors.positive)
    if (Number.isNaN(count)) return
  }
  const ref = ctx.writeZset(args, 1)
  if (ref === -1) return
  if (ref === 0 || count === 0) return reply.array(0)
  const { zsets } = ctx.values
  zsets.open(ctx.db)
  const length = zsets.length()
  if (count === -1) {
    zsets.at(max ? length - 1 : 0)
    const { element } = zsets
    reply.array(2)
    reply.bulk(element.bytes, element.off, element.len)
    reply.double(zsets.score)
    takeHere(ctx, args, 1, max, length)
    return
  }
  const n = Math.min(count, length)
  replyRange(reply, zsets, max ? length - n : 0, n, max, true)
  take(ctx, args, 1, max, length, n)
}

/** Takes `n` members off an end of the open sorted set at argument i. */
function take(ctx: ServerContext, args: Args, i: number, max: boolean, length: number, n: number): void {
  if (n < length) ctx.values.zsets.removeRange(max ? length - n : 0, n)
  tell(ctx, args, i, max, length, n)
}

/** `take` of the one member that the set stands at. */
function takeHere(ctx: ServerContext, args: Args, i: number, max: boolean, length: number): void {
  if (length > 1) ctx.values.zsets.removeHere()
  tell(ctx, args, i, max, length, 1)
}

/** What a pop of `n` of `length` members is to others; after the last one the key goes. */
function tell(ctx: ServerContext, args: Args, i: number, max: boolean, length: number, n: number): void {
  if (n === length) ctx.db.remove()
  ctx.changed(args, i, 'z', max ? 'zpopmax' : 'zpopmin')
  ctx.dirty += n - 1
  if (n === length) ctx.event(args, i, 'g', 'del')
}

/** The first of the keys from argument `first` to `end` - 1 that is there; 0 for none, -1 after an error. */
function findKey(ctx: ServerContext, args: Args, first: number, end: number): number {
  for (let i = first; i < end; i++) {
    const ref = ctx.writeZset(args, i)
    if (ref !== 0) return ref === -1 ? -1 : i
  }
  return 0
}

/** BZPOPMIN and BZPOPMAX. */
export function popWaiting(ctx: ServerContext, args: Args, max: boolean): void {
  const { reply } = ctx
  const end = args.argc - 1
  const timeout = readBlockTimeout(ctx, args, end)
  if (timeout < 0) return
  const i = findKey(ctx, args, 1, end)
  if (i === -1) return
  if (i === 0) {
    if (ctx.mayBlock()) ctx.block(args, 1, end - 1, timeout, type.zset, 'nullArray')
    else reply.nullArray()
    return
  }
  // As in Redis, one that might have waited counts as two uses.
  ctx.db.write(args, i)
  const { zsets } = ctx.values
  zsets.open(ctx.db)
  const length = zsets.length()
  zsets.at(max ? length - 1 : 0)
  const { element } = zsets
  reply.array(3)
  reply.bulk(args.buf, args.off[i]!, args.len[i]!)
  reply.bulk(element.bytes, element.off, element.len)
  reply.double(zsets.score)
  takeHere(ctx, args, i, max, length)
  ctx.logWords(max ? 'ZPOPMAX' : 'ZPOPMIN', args.view(i))
}

/** ZMPOP and BZMPOP, whose number of keys is argument `at`; the timeout, if it waits, argument 1. */
export function popMany(ctx: ServerContext, args: Args, at: number): void {
  const { reply } = ctx
  const keys = readAtLeast(ctx, args, at, 1, 'ERR numkeys should be greater than 0')
  if (Number.isNaN(keys)) return
  const where = at + keys + 1
  if (where >= args.argc) return reply.error(errors.syntax)
  const max = args.is(where, 'MAX')
  if (!max && !args.is(where, 'MIN')) return reply.error(errors.syntax)
  let count = -1
  for (let i = where + 1; i < args.argc; i += 2) {
    if (count !== -1 || !args.is(i, 'COUNT') || i + 1 === args.argc) return reply.error(errors.syntax)
    count = readAtLeast(ctx, args, i + 1, 1, 'ERR count should be greater than 0')
    if (Number.isNaN(count)) return
  }
  const waits = at === 2
  const timeout = waits ? readBlockTimeout(ctx, args, 1) : 0
  if (timeout < 0) return
  const i = findKey(ctx, args, at + 1, where)
  if (i === -1) return
  if (i === 0) {
    if (waits && ctx.mayBlock()) ctx.block(args, at + 1, keys, timeout, type.zset, 'nullArray')
    else reply.nullArray()
    return
  }
  if (waits) ctx.db.write(args, i)
  popNested(ctx, args, i, max, count === -1 ? 1 : count)
}

function popNested(ctx: ServerContext, args: Args, i: number, max: boolean, count: number): void {
  const { reply } = ctx
  const { zsets } = ctx.values
  zsets.open(ctx.db)
  const length = zsets.length()
  const n = Math.min(count, length)
  reply.array(2)
  reply.bulk(args.buf, args.off[i]!, args.len[i]!)
  reply.array(n)
  const { element } = zsets
  zsets.at(max ? length - 1 : 0)
  for (let left = n; ; ) {
    reply.array(2)
    reply.bulk(element.bytes, element.off, element.len)
    reply.double(zsets.score)
    if (--left === 0) break
    if (max) zsets.backward()
    else zsets.forward()
  }
  take(ctx, args, i, max, length, n)
  ctx.logWords(max ? 'ZPOPMAX' : 'ZPOPMIN', args.view(i), String(n))
}
