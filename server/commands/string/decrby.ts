import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { addBigInteger, addInteger, INT64_MIN } from './add-integer.ts'

export const decrby = command<ServerContext>({
  name: 'DECRBY',
  group: 'string',
  since: '1.0.0',
  arity: 3,
  summary: 'Decrement the integer value of a key by the given number',
  complexity: 'O(1)',
  syntax: 'key decrement:integer',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    const by = args.integer(2)
    if (!Number.isNaN(by)) return addInteger(ctx, args, -by)
    const big = args.int64(2)
    if (big === null) ctx.reply.error(errors.notInteger)
    else if (big === INT64_MIN) ctx.reply.error('ERR decrement would overflow')
    else addBigInteger(ctx, args, -big)
  },
})
