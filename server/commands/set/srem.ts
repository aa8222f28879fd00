import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const srem = command<ServerContext>({
  name: 'SREM',
  group: 'set',
  since: '1.0.0',
  arity: -3,
  summary: 'Remove one or more members from a set',
  complexity: 'O(N) where N is the number of members to be removed.',
  syntax: 'key member...',
  flags: ['write', 'fast'],
  history: [['2.4.0', 'Accepts multiple `member` arguments.']],
  keys: oneKey('RW', 'delete'),
  run(ctx, args) {
    const ref = ctx.writeSet(args, 1)
    if (ref === -1) return
    if (ref === 0) return ctx.reply.integer(0)
    const { sets } = ctx.values
    sets.open(ctx.db)
    let removed = 0
    let left = sets.length()
    for (let i = 2; i < args.argc && left > 0; i++) {
      if (!sets.remove(args.buf, args.off[i]!, args.len[i]!)) continue
      removed++
      left--
    }
    if (removed > 0) {
      if (left === 0) ctx.db.remove()
      ctx.changed(args, 1, 's', 'srem')
      ctx.dirty += removed - 1
      if (left === 0) ctx.event(args, 1, 'g', 'del')
    }
    ctx.reply.integer(removed)
  },
})
