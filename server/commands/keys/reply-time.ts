/** A time as an integer reply: beyond 2^53 the reply writer wants an exact integer. */
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'

export function replyTime(reply: ReplyWriter, time: number): void {
  if (Number.isSafeInteger(time)) reply.integer(time)
  else reply.bigInteger(BigInt(time))
}
