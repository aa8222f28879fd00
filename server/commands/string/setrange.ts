/** SETRANGE: writes over part of a string, with zeros before it where there was nothing. */

import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type } from '../../values/type-numbers.ts'
import { tooLong } from './length-limit.ts'

export const setrange = command<ServerContext>({
  name: 'SETRANGE',
  group: 'string',
  since: '2.2.0',
  arity: 4,
  summary: 'Overwrite part of a string at key starting at the specified offset',
  complexity:
    'O(1), not counting the time taken to copy the new string in place. Usually, this string is very ' +
    'small so the amortized complexity is O(1). Otherwise, complexity is O(M) with M being the ' +
    'length of the value argument.',
  syntax: 'key offset:integer value',
  flags: ['write', 'denyoom'],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    const offset = args.int64(2)
    if (offset === null) return ctx.reply.error(errors.notInteger)
    if (offset < 0n) return ctx.reply.error(errors.offsetOutOfRange)
    const ref = ctx.writeString(args, 1)
    if (ref === -1) return
    const { db, reply } = ctx
    const { records } = db
    const before = ref === 0 ? 0 : records.valueLength
    const length = args.len[3]!
    if (length === 0) return reply.integer(before)
    const at = Number(offset)
    if (tooLong(ctx, at, length)) return
    if (ref === 0) db.create(type.string, at + length, -1)
    db.resize(Math.max(before, at + length))
    const { valueBytes, valueAt } = records
    if (at > before) valueBytes.fill(0, valueAt + before, valueAt + at)
    valueBytes.set(args.view(3), valueAt + at)
    ctx.changed(args, 1, '$', 'setrange')
    reply.integer(records.valueLength)
  },
})
