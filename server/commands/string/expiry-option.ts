/**
 * The expiry options of SET, GETEX, SETEX and PSETEX: EX, PX, EXAT and PXAT with their bounds. Times are kept
 * as doubles, exact to the millisecond until the year 287396.
 */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

/** What `readExpiry` gives after it replied with an error. */
export const EXPIRY_BAD = -2

const INT64_MAX = 9223372036854775807n
/** The last time that a record can hold: the double below 2^63. */
const LATEST = 2 ** 63 - 1024

const WORDS = ['EX', 'PX', 'EXAT', 'PXAT'] as const

/**
 * Whether argument i is one of the four words, with its number behind it, and may follow the one at `before`
 * (0 for none): as in Redis a word may come again, and the last counts, but no two different ones.
 */
export function isExpiry(args: Args, i: number, before: number): boolean {
  if (i + 1 >= args.argc) return false
  for (const word of WORDS) if (args.is(i, word)) return before === 0 || args.is(before, word)
  return false
}

/** The absolute expiry, ms since 1970, of the option word at i and its number behind it; or EXPIRY_BAD. */
export function readExpiry(ctx: ServerContext, args: Args, i: number, name: string): number {
  return toExpiry(
    ctx,
    args,
    i + 1,
    args.is(i, 'EX') || args.is(i, 'EXAT'),
    !args.is(i, 'EXAT') && !args.is(i, 'PXAT'),
    name,
  )
}

/** The absolute expiry of the number at argument i: seconds or milliseconds, from now on or absolute. */
export function toExpiry(
  ctx: ServerContext,
  args: Args,
  i: number,
  seconds: boolean,
  relative: boolean,
  name: string,
): number {
  const small = args.integer(i) * (seconds ? 1000 : 1) + (relative ? ctx.now : 0)
  if (small > (relative ? ctx.now : 0) && Number.isSafeInteger(small)) return small
  const value = args.int64(i)
  if (value === null) {
    ctx.reply.error(errors.notInteger)
    return EXPIRY_BAD
  }
  const ms = seconds ? value * 1000n : value
  const at = relative ? ms + BigInt(ctx.now) : ms
  if (value <= 0n || ms > INT64_MAX || at > INT64_MAX) {
    ctx.reply.error(`ERR invalid expire time in '${name}' command`)
    return EXPIRY_BAD
  }
  return Math.min(Number(at), LATEST)
}
