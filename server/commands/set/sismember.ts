import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const sismember = command<ServerContext>({
  name: 'SISMEMBER',
  group: 'set',
  since: '1.0.0',
  arity: 3,
  summary: 'Determine if a given value is a member of a set',
  complexity: 'O(1)',
  syntax: 'key member',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO'),
  run(ctx, args) {
    const ref = ctx.readSet(args, 1)
    if (ref === -1) return
    if (ref === 0) return ctx.reply.integer(0)
    const { sets } = ctx.values
    sets.open(ctx.db)
    ctx.reply.integer(sets.contains(args.buf, args.off[2]!, args.len[2]!) ? 1 : 0)
  },
})
