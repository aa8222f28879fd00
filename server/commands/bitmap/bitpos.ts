import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { findBit } from '../../values/string/find-bit.ts'
import { readLong } from '../long-argument.ts'
import { bitsOfRange, readBitRange } from './bit-range.ts'

export const bitpos = command<ServerContext>({
  name: 'BITPOS',
  group: 'bitmap',
  since: '2.8.7',
  arity: -3,
  summary: 'Find first bit set or clear in a string',
  complexity: 'O(N)',
  syntax: 'key bit:integer index=[start:integer end_index=[end:integer index_unit=[BYTE|BIT]@7.0.0]]',
  flags: ['readonly'],
  history: [['7.0.0', 'Added the `BYTE|BIT` option.']],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    const bit = readLong(ctx, args, 2)
    if (Number.isNaN(bit)) return
    if (bit !== 0 && bit !== 1) return reply.error('ERR The bit argument must be 1 or 0.')
    const range = readBitRange(ctx, args, 3, true)
    if (range === null) return
    const ref = ctx.readString(args, 1)
    if (ref === -1) return
    // A string that is not there is zeros without end.
    if (ref === 0) return reply.integer(bit === 0 ? 0 : -1)
    const { valueBytes, valueAt, valueLength } = ctx.db.records
    const { from, to } = bitsOfRange(range, valueLength)
    if (from >= to) return reply.integer(-1)
    const position = findBit(valueBytes, valueAt, bit, from, to)
    // Zeros follow the string's end, unless an end was given.
    const padded = position < 0 && bit === 0 && range.end === null
    reply.integer(padded ? to : position)
  },
})
