/** HINCRBYFLOAT: in the arithmetic of C's long double, logged as the HSET of its result. */

import {
  addLongDouble,
  formatLongDouble,
  LongDouble,
  parseLongDouble,
} from '../../../shared/bytes/long-double.ts'
import { latin1Bytes } from '../../../shared/bytes/text.ts'
import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { store } from './add-to-field.ts'
import { findField } from './find-field.ts'
import { openToWrite } from './open-hash.ts'

const ZERO = new LongDouble(0n, 0)

export const hincrbyfloat = command<ServerContext>({
  name: 'HINCRBYFLOAT',
  group: 'hash',
  since: '2.6.0',
  arity: 4,
  summary: 'Increment the float value of a hash field by the given amount',
  complexity: 'O(1)',
  syntax: 'key field increment:double',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    const { reply } = ctx
    const { hashes } = ctx.values
    const increment = parseLongDouble(args.buf, args.off[3]!, args.len[3]!)
    if (increment === null) return reply.error(errors.notFloat)
    if (increment.exponent === Infinity) return reply.error('ERR value is NaN or Infinity')
    if (!openToWrite(ctx, args)) return
    const { value } = hashes
    const found = findField(ctx, args, 2)
    const was = found ? parseLongDouble(value.bytes, value.off, value.len) : ZERO
    if (was === null) return reply.error('ERR hash value is not a float')
    const expires = found && hashes.expiry !== 0
    const sum = addLongDouble(was, increment)
    if (sum === null) return reply.error(errors.nanOrInfinity)
    const text = formatLongDouble(sum)
    const bytes = latin1Bytes(text)
    store(ctx, args, bytes, bytes.length, 'hincrbyfloat')
    if (expires) ctx.logWords('HSETEX', args.view(1), 'KEEPTTL', 'FIELDS', '1', args.view(2), bytes)
    else ctx.logWords('HSET', args.view(1), args.view(2), bytes)
    reply.bulkText(text)
  },
})
