import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { countBits } from '../../values/string/count-bits.ts'
import { bitsOfRange, readBitRange } from './bit-range.ts'

export const bitcount = command<ServerContext>({
  name: 'BITCOUNT',
  group: 'bitmap',
  since: '2.6.0',
  arity: -2,
  summary: 'Count set bits in a string',
  complexity: 'O(N)',
  syntax: 'key index=[start:integer end:integer index_unit=[BYTE|BIT]@7.0.0]',
  flags: ['readonly'],
  history: [['7.0.0', 'Added the `BYTE|BIT` option.']],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    if (args.argc === 3) return reply.error(errors.syntax)
    const range = readBitRange(ctx, args, 2)
    if (range === null) return
    const ref = ctx.readString(args, 1)
    if (ref === -1) return
    const { valueBytes, valueAt, valueLength } = ctx.db.records
    const { start, end } = range
    if (start < 0 && end !== null && end < 0 && start > end) return reply.integer(0)
    const { from, to } = bitsOfRange(range, ref === 0 ? 0 : valueLength)
    reply.integer(from < to ? countBitRange(valueBytes, valueAt, from, to) : 0)
  },
})

/** Bits that are set among bits `[from, to)` of what begins at `bytes[at]`. */
function countBitRange(bytes: Uint8Array, at: number, from: number, to: number): number {
  const first = at + Math.floor(from / 8)
  const end = at + Math.ceil(to / 8)
  let count = countBits(bytes, first, end)
  const before = bytes[first]! & ~(0xff >>> (from % 8))
  const after = bytes[end - 1]! & ((1 << ((8 - (to % 8)) % 8)) - 1)
  for (let rest = (before << 8) | after; rest !== 0; rest &= rest - 1) count--
  return count
}
