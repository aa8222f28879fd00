import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const smismember = command<ServerContext>({
  name: 'SMISMEMBER',
  group: 'set',
  since: '6.2.0',
  arity: -3,
  summary: 'Returns the membership associated with the given elements for a set',
  complexity: 'O(N) where N is the number of elements being checked for membership',
  syntax: 'key member...',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const ref = ctx.readSet(args, 1)
    if (ref === -1) return
    const { sets } = ctx.values
    if (ref !== 0) sets.open(ctx.db)
    ctx.reply.array(args.argc - 2)
    for (let i = 2; i < args.argc; i++) {
      const member = ref !== 0 && sets.contains(args.buf, args.off[i]!, args.len[i]!)
      ctx.reply.integer(member ? 1 : 0)
    }
  },
})
