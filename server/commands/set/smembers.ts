import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { MembersStream } from './members-stream.ts'
import { replyMembers } from './reply-members.ts'

export const smembers = command<ServerContext>({
  name: 'SMEMBERS',
  group: 'set',
  since: '1.0.0',
  arity: 2,
  summary: 'Get all the members in a set',
  complexity: 'O(N) where N is the set cardinality.',
  syntax: 'key',
  flags: ['readonly'],
  tips: ['nondeterministic_output_order'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const ref = ctx.readSet(args, 1)
    if (ref === -1) return
    if (ref === 0) return ctx.reply.set(0)
    const { sets } = ctx.values
    sets.open(ctx.db)
    const count = sets.length()
    ctx.reply.set(count)
    if (ctx.mayStream(count)) ctx.stream(new MembersStream())
    else replyMembers(ctx.reply, sets)
  },
})
