import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { addBigInteger, addInteger } from './add-integer.ts'

export const incrby = command<ServerContext>({
  name: 'INCRBY',
  group: 'string',
  since: '1.0.0',
  arity: 3,
  summary: 'Increment the integer value of a key by the given amount',
  complexity: 'O(1)',
  syntax: 'key increment:integer',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    const by = args.integer(2)
    if (!Number.isNaN(by)) return addInteger(ctx, args, by)
    const big = args.int64(2)
    if (big === null) ctx.reply.error(errors.notInteger)
    else addBigInteger(ctx, args, big)
  },
})
