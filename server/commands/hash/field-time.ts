/** The times of fields from arguments to ms since 1970. */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

/** Redis keeps the upper bits for itself. */
const LATEST = 2 ** 46 - 1
const LATEST_SECONDS = Math.floor(LATEST / 1000)

/** The time at argument i in seconds or ms, from now on or absolute; -1 after an error. */
export function readFieldTime(
  ctx: ServerContext,
  args: Args,
  i: number,
  seconds: boolean,
  relative: boolean,
  name: string,
): number {
  const big = args.int64(i)
  if (big === null) return refuse(ctx, errors.notInteger)
  if (big < 0n) return refuse(ctx, 'ERR invalid expire time, must be >= 0')
  const value = Number(big)
  const base = relative ? ctx.now : 0
  if (seconds && value > LATEST_SECONDS) return refuse(ctx, `ERR invalid expire time in '${name}' command`)
  const ms = seconds ? value * 1000 : value
  if (ms > LATEST - base) return refuse(ctx, `ERR invalid expire time in '${name}' command`)
  return ms + base
}

function refuse(ctx: ServerContext, error: string): number {
  ctx.reply.error(error)
  return -1
}
