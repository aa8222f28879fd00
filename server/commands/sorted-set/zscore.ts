import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const zscore = command<ServerContext>({
  name: 'ZSCORE',
  group: 'sorted-set',
  since: '1.2.0',
  arity: 3,
  summary: 'Get the score associated with the given member in a sorted set',
  complexity: 'O(1)',
  syntax: 'key member',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    const ref = ctx.readZset(args, 1)
    if (ref === -1) return
    if (ref === 0) return reply.null()
    const { zsets } = ctx.values
    zsets.open(ctx.db)
    if (zsets.find(args.buf, args.off[2]!, args.len[2]!)) reply.double(zsets.score)
    else reply.null()
  },
})
