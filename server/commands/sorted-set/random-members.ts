/** ZRANDMEMBER: by rank, so that each member has the same chance. */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import { canDouble, readDrawCount } from '../long-argument.ts'
import { ItemDraws } from './item-draws.ts'
import { ItemsStream } from './items-stream.ts'
import { replyHead, replyRange } from './reply-items.ts'

/** A sample of more than one member in so many is taken by walking over all of them. */
const SPARSE = 3

export function randomMember(ctx: ServerContext, args: Args): void {
  if (args.argc > 2) return randomMembers(ctx, args)
  const { reply } = ctx
  const ref = ctx.readZset(args, 1)
  if (ref === -1) return
  if (ref === 0) return reply.null()
  const { zsets } = ctx.values
  zsets.open(ctx.db)
  zsets.at(ctx.random.below(zsets.length()))
  zsets.replyItem(reply, false)
}

function randomMembers(ctx: ServerContext, args: Args): void {
  const { reply } = ctx
  const asked = readDrawCount(ctx, args)
  if (asked === null) return
  const withScores = args.argc === 4 && args.is(3, 'WITHSCORES')
  if (args.argc > 4 || (args.argc === 4 && !withScores)) return reply.error(errors.syntax)
  if (withScores && !canDouble(asked)) return reply.error(errors.outOfRange)
  const ref = ctx.readZset(args, 1)
  if (ref === -1) return
  if (ref === 0 || asked === 0n) return reply.array(0)
  const { zsets } = ctx.values
  zsets.open(ctx.db)
  const length = zsets.length()
  if (asked < 0n) return ctx.replyDraws(new ItemDraws(-asked, withScores, reply.resp3, ctx.random), length)
  const count = Number(asked)
  if (count >= length) replyAll(ctx, zsets, withScores)
  else if (count * SPARSE > length || !zsets.isLarge()) replySelection(ctx, zsets, count, withScores)
  else replySample(ctx, zsets, count, withScores)
}

/** Backwards, as Redis does. */
function replyAll(ctx: ServerContext, zsets: SortedSets, withScores: boolean): void {
  const length = zsets.length()
  if (ctx.mayStream(length)) {
    replyHead(ctx.reply, length, withScores)
    ctx.stream(new ItemsStream(length - 1, length, true, withScores))
  } else replyRange(ctx.reply, zsets, 0, length, true, withScores)
}

/** Each member is taken with the chance that is left for it (Knuth's selection sampling). */
function replySelection(ctx: ServerContext, zsets: SortedSets, count: number, withScores: boolean): void {
  const { reply, random } = ctx
  replyHead(reply, count, withScores)
  let left = zsets.length()
  zsets.at(0)
  for (let wanted = count; ; zsets.forward()) {
    if (random.below(left--) >= wanted) continue
    zsets.replyItem(reply, withScores)
    if (--wanted === 0) return
  }
}

/** Few of many: draws until there are enough different ones. */
function replySample(ctx: ServerContext, zsets: SortedSets, count: number, withScores: boolean): void {
  const { reply, random } = ctx
  const length = zsets.length()
  const drawn = new Set<number>()
  replyHead(reply, count, withScores)
  while (drawn.size < count) {
    const rank = random.below(length)
    if (drawn.has(rank)) continue
    drawn.add(rank)
    zsets.at(rank)
    zsets.replyItem(reply, withScores)
  }
}
