/** The string under a bitmap command's key, as long as its bits need. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type } from '../../values/type-numbers.ts'

/**
 * Makes the string at argument 1 at least `length` bytes long, zeros added, and loads it for changes.
 * Returns by how many bytes it grew; -1 when the key holds another type and the error was given.
 */
export function growString(ctx: ServerContext, args: Args, length: number): number {
  const ref = ctx.writeString(args, 1)
  if (ref === -1) return -1
  const { db } = ctx
  const { records } = db
  const before = ref === 0 ? 0 : records.valueLength
  if (ref === 0) db.create(type.string, length, -1)
  db.resize(Math.max(before, length))
  if (length <= before) return 0
  records.valueBytes.fill(0, records.valueAt + before, records.valueAt + length)
  return length - before
}
