import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const llen = command<ServerContext>({
  name: 'LLEN',
  group: 'list',
  since: '1.0.0',
  arity: 2,
  summary: 'Get the length of a list',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO'),
  run(ctx, args) {
    const ref = ctx.readList(args, 1)
    if (ref === -1) return
    const { lists } = ctx.values
    if (ref !== 0) lists.open(ctx.db)
    ctx.reply.integer(ref === 0 ? 0 : lists.length())
  },
})
