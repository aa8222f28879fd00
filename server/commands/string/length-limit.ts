/** The longest string there may be: proto-max-bulk-len, and in any case what 31 bits can measure. */
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

const MEASURABLE = 2 ** 31 - 2 ** 20

/** Whether `at + length` bytes are more than a string may have; then the error was given. */
export function tooLong(ctx: ServerContext, at: number, length: number): boolean {
  if (at + length <= Math.min(ctx.server.settings.protoMaxBulkLen, MEASURABLE)) return false
  ctx.reply.error(errors.stringTooLong)
  return true
}
