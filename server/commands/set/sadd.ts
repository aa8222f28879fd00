import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { createSet } from './create-set.ts'

export const sadd = command<ServerContext>({
  name: 'SADD',
  group: 'set',
  since: '1.0.0',
  arity: -3,
  summary: 'Add one or more members to a set',
  complexity:
    'O(1) for each element added, so O(N) to add N elements when the command is called with multiple ' +
    'arguments.',
  syntax: 'key member...',
  flags: ['write', 'denyoom', 'fast'],
  history: [['2.4.0', 'Accepts multiple `member` arguments.']],
  keys: oneKey('RW', 'insert'),
  run(ctx, args) {
    const ref = ctx.writeSet(args, 1)
    if (ref === -1) return
    const { sets } = ctx.values
    if (ref === 0) createSet(ctx, args, 2, args.argc - 2)
    else {
      sets.open(ctx.db)
      sets.expect(args.argc - 2)
    }
    let added = 0
    for (let i = 2; i < args.argc; i++) if (sets.add(args.buf, args.off[i]!, args.len[i]!)) added++
    if (added > 0) {
      ctx.changed(args, 1, 's', 'sadd')
      ctx.dirty += added - 1
    }
    ctx.reply.integer(added)
  },
})
