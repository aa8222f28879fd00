import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const get = command<ServerContext>({
  name: 'GET',
  group: 'string',
  since: '1.0.0',
  arity: 2,
  summary: 'Get the value of a key',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const ref = ctx.readString(args, 1)
    const { records } = ctx.db
    if (ref === 0) ctx.reply.null()
    else if (ref !== -1) ctx.reply.bulk(records.valueBytes, records.valueAt, records.valueLength)
  },
})
