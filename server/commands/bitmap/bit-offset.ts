/** Positions of bits as arguments: within what a string may have, or `#n`, the n-th field of a size. */
import { parseSafeInteger } from '../../../shared/bytes/integer.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { lengthLimit } from '../string/length-limit.ts'

const HASH_SIGN = 0x23

/**
 * Argument i as a bit's position; -1 when the error was given. `#n` counts in fields of `bits` bits, if not
 * 0.
 */
export function readBitOffset(ctx: ServerContext, args: Args, i: number, bits = 0): number {
  const { buf } = args
  const off = args.off[i]!
  const len = args.len[i]!
  const counted = bits > 0 && len > 0 && buf[off] === HASH_SIGN
  const position = counted ? parseSafeInteger(buf, off + 1, len - 1) * bits : args.integer(i)
  if (position >= 0 && position < lengthLimit(ctx) * 8) return position
  ctx.reply.error('ERR bit offset is not an integer or out of range')
  return -1
}
