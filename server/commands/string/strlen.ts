import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const strlen = command<ServerContext>({
  name: 'STRLEN',
  group: 'string',
  since: '2.2.0',
  arity: 2,
  summary: 'Get the length of the value stored in a key',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO'),
  run(ctx, args) {
    const ref = ctx.readString(args, 1)
    if (ref !== -1) ctx.reply.integer(ref === 0 ? 0 : ctx.db.records.valueLength)
  },
})
