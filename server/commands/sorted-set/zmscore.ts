import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const zmscore = command<ServerContext>({
  name: 'ZMSCORE',
  group: 'sorted-set',
  since: '6.2.0',
  arity: -3,
  summary: 'Get the score associated with the given members in a sorted set',
  complexity: 'O(N) where N is the number of members being requested.',
  syntax: 'key member...',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    const ref = ctx.readZset(args, 1)
    if (ref === -1) return
    const { zsets } = ctx.values
    if (ref !== 0) zsets.open(ctx.db)
    reply.array(args.argc - 2)
    for (let i = 2; i < args.argc; i++) {
      if (ref !== 0 && zsets.find(args.buf, args.off[i]!, args.len[i]!)) reply.double(zsets.score)
      else reply.null()
    }
  },
})
