/**
 * EXPIRE, PEXPIRE, EXPIREAT, PEXPIREAT: one command in two units, from now on or absolute, with conditions.
 */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { expireKey } from './expire-key.ts'

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
/** The last time that a record can hold: the double below 2^63. */
const LATEST = 2 ** 63 - 1024

export function expireByCommand(ctx: ServerContext, args: Args, seconds: boolean, relative: boolean): void {
  const { reply, db } = ctx
  const conditions = readConditions(ctx, args)
  if (conditions === null) return
  const at = readTime(ctx, args, seconds, relative)
  if (Number.isNaN(at)) return
  if (db.write(args, 1) === 0 || !allowed(conditions, db.records.expireAt, at)) return reply.integer(0)
  expireKey(ctx, args, at)
  if (ctx.logged === null && (seconds || relative)) logAbsolute(ctx, args, at)
  reply.integer(1)
}

/** Milliseconds since 1970, or NaN after an error. */
function readTime(ctx: ServerContext, args: Args, seconds: boolean, relative: boolean): number {
  const factor = seconds ? 1000 : 1
  const small = args.integer(2) * factor + (relative ? ctx.now : 0)
  if (Number.isSafeInteger(small)) return small
  const value = args.int64(2)
  if (value === null) {
    ctx.reply.error(errors.notInteger)
    return NaN
  }
  const ms = value * BigInt(factor)
  const at = ms + (relative ? BigInt(ctx.now) : 0n)
  if (ms > INT64_MAX || ms < INT64_MIN || at > INT64_MAX) {
    const name = args.text(0).toLowerCase()
    ctx.reply.error(`ERR invalid expire time in '${name}' command`)
    return NaN
  }
  return Math.min(Number(at), LATEST)
}

type Conditions = { nx: boolean; xx: boolean; gt: boolean; lt: boolean }

/** The options, or null after an error. */
function readConditions(ctx: ServerContext, args: Args): Conditions | null {
  const found = { nx: false, xx: false, gt: false, lt: false }
  for (let i = 3; i < args.argc; i++) {
    if (args.is(i, 'NX')) found.nx = true
    else if (args.is(i, 'XX')) found.xx = true
    else if (args.is(i, 'GT')) found.gt = true
    else if (args.is(i, 'LT')) found.lt = true
    else {
      ctx.reply.error(`ERR Unsupported option ${args.text(i)}`)
      return null
    }
  }
  if (found.nx && (found.xx || found.gt || found.lt)) {
    ctx.reply.error('ERR NX and XX, GT or LT options at the same time are not compatible')
    return null
  }
  if (found.gt && found.lt) {
    ctx.reply.error('ERR GT and LT options at the same time are not compatible')
    return null
  }
  return found
}

/**
 * Whether a key that expires at `now` (-1: never) may get `next`. No expiry counts as one infinitely late.
 */
function allowed(conditions: Conditions, now: number, next: number): boolean {
  if (conditions.nx && now >= 0) return false
  if (conditions.xx && now < 0) return false
  if (conditions.gt && (now < 0 || next <= now)) return false
  return !(conditions.lt && now >= 0 && next >= now)
}

function logAbsolute(ctx: ServerContext, args: Args, at: number): void {
  const words: (string | Uint8Array)[] = ['PEXPIREAT', args.view(1), String(at)]
  for (let i = 3; i < args.argc; i++) words.push(args.view(i))
  ctx.logWords(...words)
}
