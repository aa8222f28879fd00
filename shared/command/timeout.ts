/** Timeouts in whole milliseconds, as WAIT and CLIENT PAUSE take them, with Redis's errors. */
import type { Args } from '../resp/args.ts'
import type { ReplyWriter } from '../resp/reply-writer.ts'

const INT64_MAX = 2n ** 63n - 1n

/**
 * Argument i in ms, from 0 up to the end of time, which is 2^63 ms since 1970; -1 when the error was given.
 * `now` in wall-clock ms.
 */
export function readTimeoutMs(
  { reply, now }: { reply: ReplyWriter; now: number },
  args: Args,
  i: number,
): number {
  const ms = args.int64(i)
  if (ms === null) reply.error('ERR timeout is not an integer or out of range')
  else if (ms < 0n) reply.error('ERR timeout is negative')
  else if (ms > INT64_MAX - BigInt(now)) reply.error('ERR timeout is out of range')
  else return Number(ms)
  return -1
}
