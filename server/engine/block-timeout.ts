/** The timeout of blocking commands: seconds with a fraction, in Redis's words when it is wrong. */
import { parseDouble } from '../../shared/bytes/double.ts'
import { parseLongDouble } from '../../shared/bytes/long-double.ts'
import type { Args } from '../../shared/resp/args.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'

const LONGEST_MS = 2 ** 63

/** Argument i in ms, rounded up, 0 for ever; -1 when the error was given. */
export function readBlockTimeout(
  { reply, now }: { reply: ReplyWriter; now: number },
  args: Args,
  i: number,
): number {
  const ms = seconds(args, i) * 1000
  if (Number.isNaN(ms)) reply.error('ERR timeout is not a float or out of range')
  else if (ms + now >= LONGEST_MS) reply.error('ERR timeout is out of range')
  else if (ms <= -1) reply.error('ERR timeout is negative')
  else return Math.max(0, Math.ceil(ms))
  return -1
}

/**
 * Redis reads a long double; what is out of a double's range is infinite here, or the least that there is.
 */
function seconds({ buf, off, len }: Args, i: number): number {
  const value = parseDouble(buf, off[i]!, len[i]!)
  const long = Number.isNaN(value) ? parseLongDouble(buf, off[i]!, len[i]!) : null
  if (long === null) return value
  return (long.mantissa < 0n ? -1 : 1) * (long.exponent > 0 ? Number.POSITIVE_INFINITY : Number.MIN_VALUE)
}
