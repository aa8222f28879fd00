import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const zcard = command<ServerContext>({
  name: 'ZCARD',
  group: 'sorted-set',
  since: '1.2.0',
  arity: 2,
  summary: 'Get the number of members in a sorted set',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO'),
  run(ctx, args) {
    const { reply } = ctx
    const ref = ctx.readZset(args, 1)
    if (ref === -1) return
    if (ref === 0) return reply.integer(0)
    const { zsets } = ctx.values
    zsets.open(ctx.db)
    reply.integer(zsets.length())
  },
})
