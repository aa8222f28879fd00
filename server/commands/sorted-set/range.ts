/**
 * ZRANGE and its eight relatives: the options, the kind of range, the ranks that it comes to. ZRANGE and
 * ZRANGESTORE say kind and direction by options; the older commands have theirs by name.
 */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import { readLong } from '../long-argument.ts'
import { ItemsStream } from './items-stream.ts'
import { MemberRange } from './member-range.ts'
import { RankRange } from './rank-range.ts'
import { replyHead, replyRange } from './reply-items.ts'
import { ScoreRange } from './score-range.ts'

export const RANK = 0
export const SCORE = 1
export const LEX = 2
/** As the options say. */
export const AUTO = -1
export const FORWARD = 0
export const REVERSE = 1

/** What the options of a range command say. */
export class Selection {
  kind: number
  direction: number
  withScores: boolean
  private offset: number
  private limit: number
  readonly ranks: RankRange
  private readonly scores: ScoreRange
  private readonly members: MemberRange

  constructor() {
    this.kind = RANK
    this.direction = FORWARD
    this.withScores = false
    this.offset = 0
    this.limit = -1
    this.ranks = new RankRange()
    this.scores = new ScoreRange()
    this.members = new MemberRange()
  }

  /** Reads range and options, the range beginning at argument `at`; false after an error. */
  read(ctx: ServerContext, args: Args, at: number, kind: number, direction: number, store: boolean): boolean {
    this.kind = kind
    this.direction = direction
    this.withScores = false
    this.offset = 0
    this.limit = -1
    if (args.argc > at + 2 && !this.readOptions(ctx, args, at + 2, store)) return false
    if (this.kind === AUTO) this.kind = RANK
    if (this.direction === AUTO) this.direction = FORWARD
    if (this.limit !== -1 && this.kind === RANK) {
      ctx.reply.error('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX')
      return false
    }
    if (this.withScores && this.kind === LEX) {
      ctx.reply.error('ERR syntax error, WITHSCORES not supported in combination with BYLEX')
      return false
    }
    return this.readRange(ctx, args, at)
  }

  private readOptions(ctx: ServerContext, args: Args, from: number, store: boolean): boolean {
    for (let i = from; i < args.argc; i++) {
      if (!store && args.is(i, 'WITHSCORES')) this.withScores = true
      else if (args.is(i, 'LIMIT') && i + 2 < args.argc) {
        this.offset = readLong(ctx, args, i + 1)
        if (Number.isNaN(this.offset)) return false
        this.limit = readLong(ctx, args, i + 2)
        if (Number.isNaN(this.limit)) return false
        i += 2
      } else if (this.direction === AUTO && args.is(i, 'REV')) this.direction = REVERSE
      else if (this.kind === AUTO && args.is(i, 'BYLEX')) this.kind = LEX
      else if (this.kind === AUTO && args.is(i, 'BYSCORE')) this.kind = SCORE
      else {
        ctx.reply.error(errors.syntax)
        return false
      }
    }
    return true
  }

  private readRange(ctx: ServerContext, args: Args, at: number): boolean {
    if (this.kind === RANK) return this.ranks.read(ctx, args, at, at + 1)
    const min = this.direction === REVERSE ? at + 1 : at
    const max = this.direction === REVERSE ? at : at + 1
    if (this.kind === SCORE) {
      if (this.scores.read(args, min, max)) return true
      ctx.reply.error('ERR min or max is not a float')
      return false
    }
    if (this.members.read(args, min, max)) return true
    ctx.reply.error('ERR min or max not valid string range item')
    return false
  }

  /** Finds the range in the open sorted set: `ranks` says where. */
  resolve(zsets: SortedSets): void {
    const reverse = this.direction === REVERSE
    if (this.kind === RANK) {
      this.ranks.resolve(zsets.length(), reverse)
      return
    }
    if (this.kind === SCORE) this.scores.ranks(zsets, this.ranks)
    else this.members.ranks(zsets, this.ranks)
    this.ranks.limit(this.offset, this.limit, reverse)
  }
}

const selection = new Selection()

/** A range of the sorted set at argument 1, replied. */
export function rangeCommand(ctx: ServerContext, args: Args, kind: number, direction: number): void {
  if (!selection.read(ctx, args, 2, kind, direction, false)) return
  const ref = ctx.readZset(args, 1)
  if (ref === -1) return
  if (ref === 0) return ctx.reply.array(0)
  const { zsets } = ctx.values
  zsets.open(ctx.db)
  selection.resolve(zsets)
  const { ranks, withScores } = selection
  const { from, count } = ranks
  const reverse = selection.direction === REVERSE
  if (ctx.mayStream(count, zsets.length())) {
    replyHead(ctx.reply, count, withScores)
    ctx.stream(new ItemsStream(reverse ? from + count - 1 : from, count, reverse, withScores))
  } else replyRange(ctx.reply, zsets, from, count, reverse, withScores)
}

/** How many members of the sorted set at argument 1 are in a range, replied. */
export function countCommand(ctx: ServerContext, args: Args, kind: number): void {
  if (!selection.read(ctx, args, 2, kind, FORWARD, false)) return
  const ref = ctx.readZset(args, 1)
  if (ref === -1) return
  if (ref === 0) return ctx.reply.integer(0)
  const { zsets } = ctx.values
  zsets.open(ctx.db)
  selection.resolve(zsets)
  ctx.reply.integer(selection.ranks.count)
}

/** Takes a range out of the sorted set at argument 1. */
export function removeCommand(ctx: ServerContext, args: Args, kind: number, event: string): void {
  if (!selection.read(ctx, args, 2, kind, FORWARD, false)) return
  const ref = ctx.writeZset(args, 1)
  if (ref === -1) return
  if (ref === 0) return ctx.reply.integer(0)
  const { zsets } = ctx.values
  zsets.open(ctx.db)
  selection.resolve(zsets)
  const { from, count } = selection.ranks
  if (count > 0) {
    const emptied = count === zsets.length()
    if (emptied) ctx.db.remove()
    else zsets.removeRange(from, count)
    ctx.changed(args, 1, 'z', event)
    ctx.dirty += count - 1
    if (emptied) ctx.event(args, 1, 'g', 'del')
  }
  ctx.reply.integer(count)
}
