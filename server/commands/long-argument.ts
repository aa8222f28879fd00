/** Integer arguments as Redis reads a C long. */
import type { Args } from '../../shared/resp/args.ts'
import { errors } from '../../shared/resp/errors.ts'
import type { ServerContext } from '../engine/context.ts'

/** Argument i as a number, rounded beyond 2^53, where no collection reaches; NaN when the error was given. */
export function readLong(
  ctx: ServerContext,
  args: Args,
  i: number,
  error: string = errors.notInteger,
): number {
  const small = args.integer(i)
  if (!Number.isNaN(small)) return small
  const big = args.int64(i)
  if (big !== null) return Number(big)
  ctx.reply.error(error)
  return NaN
}

/** `readLong` for a number that is at least `least`; one error for all that is wrong. */
export function readAtLeast(ctx: ServerContext, args: Args, i: number, least: number, error: string): number {
  const n = readLong(ctx, args, i, error)
  if (!(n < least)) return n
  ctx.reply.error(error)
  return NaN
}

/**
 * How many elements are to be drawn (SRANDMEMBER and its like), negative meaning with repetitions: argument
 * 2, whose opposite must be a long too; null after the error.
 */
export function readDrawCount(ctx: ServerContext, args: Args): bigint | null {
  const count = args.int64(2)
  if (count !== null && count >= -LONG_MAX) return count
  ctx.reply.error(
    count === null
      ? errors.notInteger
      : `ERR value is out of range, value must between ${-LONG_MAX} and ${LONG_MAX}`,
  )
  return null
}

/** Whether the double of a count, since each element comes with its value, is a long. */
export function canDouble(count: bigint): boolean {
  return count >= -LONG_MAX / 2n && count <= LONG_MAX / 2n
}

const LONG_MAX = 2n ** 63n - 1n
