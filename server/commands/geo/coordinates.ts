/** Positions as arguments and replies. */
import { parseDouble } from '../../../shared/bytes/double.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { LATITUDE_MAX, LONGITUDE_MAX, type Position } from '../../values/geo/position.ts'

const DECIMALS = 17

/** The number at argument i; NaN when the error was given. */
export function readNumber(
  ctx: ServerContext,
  args: Args,
  i: number,
  error: string = errors.notFloat,
): number {
  const number = parseDouble(args.buf, args.off[i]!, args.len[i]!)
  if (Number.isNaN(number)) ctx.reply.error(error)
  return number
}

/** Longitude and latitude at arguments i and i + 1; false when the error was given. */
export function readPosition(ctx: ServerContext, args: Args, i: number, position: Position): boolean {
  const longitude = readNumber(ctx, args, i)
  if (Number.isNaN(longitude)) return false
  const latitude = readNumber(ctx, args, i + 1)
  if (Number.isNaN(latitude)) return false
  if (Math.abs(longitude) > LONGITUDE_MAX || Math.abs(latitude) > LATITUDE_MAX) {
    ctx.reply.error(`ERR invalid longitude,latitude pair ${sixDecimals(longitude)},${sixDecimals(latitude)}`)
    return false
  }
  position.longitude = longitude
  position.latitude = latitude
  return true
}

/** As C prints a double with `%f`. */
function sixDecimals(n: number): string {
  if (!Number.isFinite(n)) return n > 0 ? 'inf' : '-inf'
  const sign = n < 0 || Object.is(n, -0) ? '-' : ''
  const size = Math.abs(n)
  return sign + (size < 1e21 ? size.toFixed(6) : `${BigInt(size)}.000000`)
}

export function replyPosition({ reply }: ServerContext, { longitude, latitude }: Position): void {
  reply.array(2)
  reply.doubleText(coordinate(longitude))
  reply.doubleText(coordinate(latitude))
}

/** All digits there are, up to seventeen decimals. */
function coordinate(degrees: number): string {
  return degrees.toFixed(DECIMALS).replace(/\.?0+$/, '')
}
