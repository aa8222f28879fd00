/** Units of length. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'

/** Metres of the unit named at argument i; NaN when the error was given. */
export function readUnit(ctx: ServerContext, args: Args, i: number): number {
  if (args.is(i, 'M')) return 1
  if (args.is(i, 'KM')) return 1000
  if (args.is(i, 'FT')) return 0.3048
  if (args.is(i, 'MI')) return 1609.34
  ctx.reply.error('ERR unsupported unit provided. please use M, KM, FT, MI')
  return NaN
}

/** A distance as GEODIST and WITHDIST reply it: a text with four decimals, in any protocol. */
export function replyDistance({ reply }: ServerContext, distance: number): void {
  reply.bulkText(distance.toFixed(4))
}
