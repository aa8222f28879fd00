import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const scard = command<ServerContext>({
  name: 'SCARD',
  group: 'set',
  since: '1.0.0',
  arity: 2,
  summary: 'Get the number of members in a set',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO'),
  run(ctx, args) {
    const ref = ctx.readSet(args, 1)
    if (ref === -1) return
    if (ref === 0) return ctx.reply.integer(0)
    ctx.values.sets.open(ctx.db)
    ctx.reply.integer(ctx.values.sets.length())
  },
})
