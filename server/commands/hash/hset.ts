import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { setFields } from './set-fields.ts'

export const hset = command<ServerContext>({
  name: 'HSET',
  group: 'hash',
  since: '2.0.0',
  arity: -4,
  summary: 'Set the string value of a hash field',
  complexity:
    'O(1) for each field/value pair added, so O(N) to add N field/value pairs when the command is called ' +
    'with multiple field/value pairs.',
  syntax: 'key (field value)...',
  flags: ['write', 'denyoom', 'fast'],
  history: [['4.0.0', 'Accepts multiple `field` and `value` arguments.']],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    const created = setFields(ctx, args, 'hset')
    if (created >= 0) ctx.reply.integer(created)
  },
})
