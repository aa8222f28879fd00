/** The longest string there may be: proto-max-bulk-len, and in any case what 31 bits can measure. */
import { clientState } from '../../../shared/client/client.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

const MEASURABLE = 2 ** 31 - 2 ** 20

/**
 * Bytes that a string may have; of our primary's stream all that can be measured, as it was accepted there.
 */
export function lengthLimit(ctx: ServerContext): number {
  if (ctx.client.has(clientState.master)) return MEASURABLE
  return Math.min(ctx.server.settings.protoMaxBulkLen, MEASURABLE)
}

/** Whether `at + length` bytes are more than a string may have; then the error was given. */
export function tooLong(ctx: ServerContext, at: number, length: number): boolean {
  if (at + length <= lengthLimit(ctx)) return false
  ctx.reply.error(errors.stringTooLong)
  return true
}
