/** INCRBYFLOAT: in the arithmetic of C's long double, logged as the SET of its result. */

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
import { TEXT } from '../../values/string-forms.ts'

const ZERO = new LongDouble(0n, 0)

export const incrbyfloat = command<ServerContext>({
  name: 'INCRBYFLOAT',
  group: 'string',
  since: '2.6.0',
  arity: 3,
  summary: 'Increment the float value of a key by the given amount',
  complexity: 'O(1)',
  syntax: 'key increment:double',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    const ref = ctx.writeString(args, 1)
    if (ref === -1) return
    const { db, reply } = ctx
    const { records } = db
    const { valueBytes, valueAt, valueLength } = records
    const value = ref === 0 ? ZERO : parseLongDouble(valueBytes, valueAt, valueLength)
    const increment = value === null ? null : parseLongDouble(args.buf, args.off[2]!, args.len[2]!)
    if (value === null || increment === null) return reply.error(errors.notFloat)
    const sum = addLongDouble(value, increment)
    if (sum === null) return reply.error(errors.nanOrInfinity)
    const text = formatLongDouble(sum)
    const bytes = latin1Bytes(text)
    db.set(bytes, 0, bytes.length, ref === 0 ? -1 : records.expireAt)
    records.setWord0(records.ref, (records.meta |= TEXT))
    ctx.changed(args, 1, '$', 'incrbyfloat')
    ctx.logWords('SET', args.view(1), bytes, 'KEEPTTL')
    reply.bulkText(text)
  },
})
