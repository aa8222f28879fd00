import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { setFields } from './set-fields.ts'

export const hmset = command<ServerContext>({
  name: 'HMSET',
  group: 'hash',
  since: '2.0.0',
  arity: -4,
  summary: 'Set multiple hash fields to multiple values',
  complexity: 'O(N) where N is the number of fields being set.',
  syntax: 'key (field value)...',
  flags: ['write', 'denyoom', 'fast'],
  deprecated: { since: '4.0.0', replacedBy: '`HSET` with multiple field-value pairs' },
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    if (setFields(ctx, args, 'hmset') >= 0) ctx.reply.ok()
  },
})
