import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readBitOffset } from './bit-offset.ts'
import { growString } from './bit-string.ts'

export const setbit = command<ServerContext>({
  name: 'SETBIT',
  group: 'bitmap',
  since: '2.2.0',
  arity: 4,
  summary: 'Sets or clears the bit at offset in the string value stored at key',
  complexity: 'O(1)',
  syntax: 'key offset:integer value:integer',
  flags: ['write', 'denyoom'],
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    const { reply } = ctx
    const offset = readBitOffset(ctx, args, 2)
    if (offset < 0) return
    const bit = args.integer(3)
    if (bit !== 0 && bit !== 1) return reply.error('ERR bit is not an integer or out of range')
    const byte = Math.floor(offset / 8)
    const grown = growString(ctx, args, byte + 1)
    if (grown < 0) return
    const { valueBytes, valueAt } = ctx.db.records
    const shift = 7 - (offset % 8)
    const at = valueAt + byte
    const old = (valueBytes[at]! >>> shift) & 1
    // As in Redis, what changes nothing is neither told nor logged.
    if (grown > 0 || old !== bit) {
      valueBytes[at] = (valueBytes[at]! & ~(1 << shift)) | (bit << shift)
      ctx.changed(args, 1, '$', 'setbit')
    }
    reply.integer(old)
  },
})
