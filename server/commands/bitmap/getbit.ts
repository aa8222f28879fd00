import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readBitOffset } from './bit-offset.ts'

export const getbit = command<ServerContext>({
  name: 'GETBIT',
  group: 'bitmap',
  since: '2.2.0',
  arity: 3,
  summary: 'Returns the bit value at offset in the string value stored at key',
  complexity: 'O(1)',
  syntax: 'key offset:integer',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const offset = readBitOffset(ctx, args, 2)
    if (offset < 0) return
    const ref = ctx.readString(args, 1)
    if (ref === -1) return
    const { valueBytes, valueAt, valueLength } = ctx.db.records
    const byte = Math.floor(offset / 8)
    const inside = ref !== 0 && byte < valueLength
    ctx.reply.integer(inside ? (valueBytes[valueAt + byte]! >>> (7 - (offset % 8))) & 1 : 0)
  },
})
