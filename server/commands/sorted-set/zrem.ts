import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const zrem = command<ServerContext>({
  name: 'ZREM',
  group: 'sorted-set',
  since: '1.2.0',
  arity: -3,
  summary: 'Remove one or more members from a sorted set',
  complexity:
    'O(M*log(N)) with N being the number of elements in the sorted set and M the number of elements ' +
    'to be removed.',
  syntax: 'key member...',
  flags: ['write', 'fast'],
  history: [['2.4.0', 'Accepts multiple elements.']],
  keys: oneKey('RW', 'delete'),
  run(ctx, args) {
    const { reply, db } = ctx
    const ref = ctx.writeZset(args, 1)
    if (ref === -1) return
    if (ref === 0) return reply.integer(0)
    const { zsets } = ctx.values
    zsets.open(db)
    let removed = 0
    let left = zsets.length()
    for (let i = 2; i < args.argc && left > 0; i++) {
      if (!zsets.find(args.buf, args.off[i]!, args.len[i]!)) continue
      zsets.remove()
      removed++
      left--
    }
    if (left === 0) db.remove()
    if (removed > 0) {
      ctx.changed(args, 1, 'z', 'zrem')
      ctx.dirty += removed - 1
    }
    if (left === 0) ctx.event(args, 1, 'g', 'del')
    reply.integer(removed)
  },
})
