/**
 * The range of BITCOUNT and BITPOS: `start [end [BYTE|BIT]]`, both ends included, negative positions from
 * the end of the string. As in Redis 7.2 it is read before the key is looked at, so a wrong one is an error
 * for any key.
 */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readLong } from '../long-argument.ts'

export interface BitRange {
  readonly start: number
  /** Null: to the end of the string. */
  readonly end: number | null
  readonly inBits: boolean
}

const ALL_BITS: BitRange = { start: 0, end: null, inBits: false }

/**
 * Reads the range from argument i on to the last; null when the error was given. `unitFirst`: of two faults
 * the unit's is told.
 */
export function readBitRange(ctx: ServerContext, args: Args, i: number, unitFirst = false): BitRange | null {
  const { argc } = args
  if (i === argc) return ALL_BITS
  if (argc > i + 3) return refuse(ctx)
  const start = readLong(ctx, args, i)
  if (Number.isNaN(start)) return null
  if (argc === i + 1) return { start, end: null, inBits: false }
  const inBits = argc === i + 3 && args.is(i + 2, 'BIT')
  const wrongUnit = argc === i + 3 && !inBits && !args.is(i + 2, 'BYTE')
  if (wrongUnit && unitFirst) return refuse(ctx)
  const end = readLong(ctx, args, i + 1)
  if (Number.isNaN(end)) return null
  return wrongUnit ? refuse(ctx) : { start, end, inBits }
}

function refuse(ctx: ServerContext): null {
  ctx.reply.error(errors.syntax)
  return null
}

/**
 * The bits `[from, to)` that a range names in a string of `length` bytes; `from >= to` when there are none.
 */
export function bitsOfRange({ start, end, inBits }: BitRange, length: number): { from: number; to: number } {
  const unit = inBits ? 1 : 8
  const total = (length * 8) / unit
  const last = end ?? total - 1
  const first = start < 0 ? Math.max(0, total + start) : start
  const until = Math.min(last < 0 ? Math.max(0, total + last) : last, total - 1)
  return { from: first * unit, to: (until + 1) * unit }
}
