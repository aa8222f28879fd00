/**
 * GETRANGE and its old name SUBSTR: part of a string, both ends included, negative positions from the end.
 */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

export function replyRange(ctx: ServerContext, args: Args): void {
  const { reply } = ctx
  let start = position(args, 2)
  let end = position(args, 3)
  if (Number.isNaN(start) || Number.isNaN(end)) return reply.error(errors.notInteger)
  const ref = ctx.readString(args, 1)
  if (ref === -1) return
  const { valueBytes, valueAt, valueLength } = ctx.db.records
  const length = ref === 0 ? 0 : valueLength
  const backwards = start < 0 && end < 0 && start > end
  if (start < 0) start = Math.max(0, length + start)
  if (end < 0) end = Math.max(0, length + end)
  end = Math.min(end, length - 1)
  if (backwards || start > end || length === 0) reply.bulkText('')
  else reply.bulk(valueBytes, valueAt + start, end - start + 1)
}

/** A 64-bit integer, rounded to a double where that cannot matter; NaN when it is none. */
function position(args: Args, i: number): number {
  const small = args.integer(i)
  return Number.isNaN(small) ? Number(args.int64(i) ?? NaN) : small
}
