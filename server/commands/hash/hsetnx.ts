import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { findField } from './find-field.ts'
import { openToWrite } from './open-hash.ts'
import { prepareFor, setField } from './set-fields.ts'

export const hsetnx = command<ServerContext>({
  name: 'HSETNX',
  group: 'hash',
  since: '2.0.0',
  arity: 4,
  summary: 'Set the value of a hash field, only if the field does not exist',
  complexity: 'O(1)',
  syntax: 'key field value',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'insert'),
  run(ctx, args) {
    if (!openToWrite(ctx, args)) return
    if (findField(ctx, args, 2)) return ctx.reply.integer(0)
    if (!prepareFor(ctx, args, 2)) setField(ctx, args, 2, false)
    ctx.changed(args, 1, 'h', 'hset')
    ctx.reply.integer(1)
  },
})
