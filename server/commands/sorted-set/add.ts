/** ZADD and ZINCRBY, which is ZADD with INCR. */

import { parseDouble } from '../../../shared/bytes/double.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { LP_EMPTY } from '../../values/listpack.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import { type } from '../../values/type-numbers.ts'

export const INCR = 1
export const NX = 2
export const XX = 4
const GT = 8
const LT = 16
export const CH = 32

/** What became of one member. */
const NOTHING = 0
const SAME = 1
const UPDATED = 2
const ADDED = 3
const NOT_A_NUMBER = 4

/** The scores of the running command. */
let scores = new Float64Array(16)
/** The score that a member has after `put`. */
let result = 0

/** Runs ZADD; `options` has INCR when it is ZINCRBY. */
export function addCommand(ctx: ServerContext, args: Args, options: number): void {
  const { reply } = ctx
  let first = 2
  for (let option = 0; first < args.argc; first++) {
    option = optionAt(args, first)
    if (option === 0) break
    options |= option
  }
  const error = refusal(options, args.argc - first)
  if (error !== '') return reply.error(error)
  const pairs = (args.argc - first) >>> 1
  if (!readScores(args, first, pairs)) return reply.error(errors.notFloat)
  addPairs(ctx, args, first, pairs, options)
}

/**
 * What GEOADD, made to a ZADD, shares with it: `args` is the ZADD whose options were read as `options`, whose
 * scores and members begin at `first`, and whose scores are `given`.
 */
export function addScored(
  ctx: ServerContext,
  args: Args,
  first: number,
  given: readonly number[],
  options: number,
): void {
  const pairs = given.length
  if (pairs > scores.length) scores = new Float64Array(pairs * 2)
  scores.set(given)
  addPairs(ctx, args, first, pairs, options)
}

/** Adds the members at every second argument from `first + 1` on, with the scores that were read. */
function addPairs(ctx: ServerContext, args: Args, first: number, pairs: number, options: number): void {
  const { reply, db } = ctx
  const ref = ctx.writeZset(args, 1)
  if (ref === -1) return
  const { zsets } = ctx.values
  if (ref !== 0) {
    zsets.open(db)
    zsets.expect(pairs)
  } else if ((options & XX) !== 0) {
    if ((options & INCR) !== 0) reply.null()
    else reply.integer(0)
    return
  } else {
    db.create(type.zset, LP_EMPTY, -1)
    zsets.create(db, pairs, args.len[first + 1]!)
  }
  let added = 0
  let updated = 0
  let outcome = NOTHING
  for (let i = 0; i < pairs; i++) {
    const at = first + 1 + 2 * i
    outcome = put(zsets, scores[i]!, args.buf, args.off[at]!, args.len[at]!, options)
    if (outcome === NOT_A_NUMBER) return reply.error('ERR resulting score is not a number (NaN)')
    if (outcome === ADDED) added++
    else if (outcome === UPDATED) updated++
  }
  if (added + updated > 0) {
    ctx.changed(args, 1, 'z', (options & INCR) !== 0 ? 'zincr' : 'zadd')
    ctx.dirty += added + updated - 1
  }
  if ((options & INCR) === 0) reply.integer((options & CH) !== 0 ? added + updated : added)
  else if (outcome === NOTHING) reply.null()
  else reply.double(result)
}

/** The option at argument i; 0 when it is none. */
function optionAt(args: Args, i: number): number {
  // Scores begin with a digit, a sign or a dot, or are longer than any option but INCR.
  if (args.len[i]! > 4 || args.buf[args.off[i]!]! < 0x41) return 0
  if (args.is(i, 'NX')) return NX
  if (args.is(i, 'XX')) return XX
  if (args.is(i, 'CH')) return CH
  if (args.is(i, 'INCR')) return INCR
  if (args.is(i, 'GT')) return GT
  return args.is(i, 'LT') ? LT : 0
}

/** What is wrong with the options, or with the number of arguments left behind them; empty for nothing. */
function refusal(options: number, left: number): string {
  if (left === 0 || (left & 1) !== 0) return errors.syntax
  const conditions = options & (NX | XX)
  if (conditions === (NX | XX)) return 'ERR XX and NX options at the same time are not compatible'
  const comparisons = options & (GT | LT)
  if (comparisons !== 0 && ((options & NX) !== 0 || comparisons === (GT | LT))) {
    return 'ERR GT, LT, and/or NX options at the same time are not compatible'
  }
  if ((options & INCR) !== 0 && left > 2) return 'ERR INCR option supports a single increment-element pair'
  return ''
}

/** Reads every score before anything is changed; false when one is no number. */
function readScores(args: Args, first: number, pairs: number): boolean {
  if (pairs > scores.length) scores = new Float64Array(pairs * 2)
  for (let i = 0; i < pairs; i++) {
    const at = first + 2 * i
    const score = parseDouble(args.buf, args.off[at]!, args.len[at]!)
    if (Number.isNaN(score)) return false
    scores[i] = score
  }
  return true
}

/** Adds a member or gives it another score, as the options allow. */
function put(
  zsets: SortedSets,
  score: number,
  buf: Uint8Array,
  off: number,
  len: number,
  options: number,
): number {
  if (!zsets.find(buf, off, len)) {
    if ((options & XX) !== 0) return NOTHING
    zsets.insert(score, buf, off, len)
    result = score
    return ADDED
  }
  if ((options & NX) !== 0) return NOTHING
  const current = zsets.score
  if ((options & INCR) !== 0) {
    score += current
    if (Number.isNaN(score)) return NOT_A_NUMBER
  }
  if ((options & LT) !== 0 && score >= current) return NOTHING
  if ((options & GT) !== 0 && score <= current) return NOTHING
  result = score
  // Not so for 0 and -0, which are equal.
  if (score === current) return SAME
  zsets.update(score)
  return UPDATED
}
