import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { addBigToField, addToField } from './add-to-field.ts'

export const hincrby = command<ServerContext>({
  name: 'HINCRBY',
  group: 'hash',
  since: '2.0.0',
  arity: 4,
  summary: 'Increment the integer value of a hash field by the given number',
  complexity: 'O(1)',
  syntax: 'key field increment:integer',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    const by = args.integer(3)
    if (!Number.isNaN(by)) return addToField(ctx, args, by)
    const big = args.int64(3)
    if (big === null) ctx.reply.error(errors.notInteger)
    else addBigToField(ctx, args, big)
  },
})
