/**
 * The timeout of blocking commands: seconds with a fraction, in Redis's words when it is wrong. Redis
 * multiplies a long double, which shows: -0.001 is a little more than -1 ms there, rounded up 0, and waits
 * for ever.
 */
import { parseSafeInteger } from '../../shared/bytes/integer.ts'
import { ceilingOfProduct, parseLongDouble } from '../../shared/bytes/long-double.ts'
import type { Args } from '../../shared/resp/args.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'

const INT64_MAX = 2n ** 63n - 1n
/** Whole seconds of so many digits need no long double. */
const PLAIN_DIGITS = 9

/** Argument i in ms, rounded up, 0 for ever; -1 when the error was given. */
export function readBlockTimeout(
  { reply, now }: { reply: ReplyWriter; now: number },
  args: Args,
  i: number,
): number {
  const whole = args.len[i]! <= PLAIN_DIGITS ? parseSafeInteger(args.buf, args.off[i]!, args.len[i]!) : NaN
  if (whole >= 0) return whole * 1000
  const seconds = parseLongDouble(args.buf, args.off[i]!, args.len[i]!)
  if (seconds === null) {
    reply.error('ERR timeout is not a float or out of range')
    return -1
  }
  const ms = ceilingOfProduct(seconds, 1000n)
  const negative = ms === null ? seconds.mantissa < 0n : ms < 0n
  if (negative) reply.error('ERR timeout is negative')
  else if (ms === null || ms > INT64_MAX - BigInt(now)) reply.error('ERR timeout is out of range')
  else return Number(ms)
  return -1
}
