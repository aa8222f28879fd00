import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

export const linsert = command<ServerContext>({
  name: 'LINSERT',
  group: 'list',
  since: '2.2.0',
  arity: 5,
  summary: 'Insert an element before or after another element in a list',
  complexity:
    'O(N) where N is the number of elements to traverse before seeing the value pivot. This means ' +
    'that inserting somewhere on the left end on the list (head) can be considered O(1) and ' +
    'inserting somewhere on the right end (tail) is O(N).',
  syntax: 'key where=(BEFORE|AFTER) pivot element',
  flags: ['write', 'denyoom'],
  keys: oneKey('RW', 'insert'),
  run(ctx, args) {
    const { reply } = ctx
    const after = args.is(2, 'AFTER')
    if (!after && !args.is(2, 'BEFORE')) return reply.error(errors.syntax)
    const ref = ctx.writeList(args, 1)
    if (ref === -1) return
    if (ref === 0) return reply.integer(0)
    const { lists } = ctx.values
    const { buf, off, len } = args
    lists.open(ctx.db)
    // As in Redis, this makes room before it is known whether the pivot exists.
    lists.prepare(len[4]!, 1)
    lists.aim(buf, off[3]!, len[3]!)
    let found = lists.seek(0)
    while (found && !lists.matches()) found = lists.next()
    if (!found) return reply.integer(-1)
    lists.insert(after, buf, off[4]!, len[4]!)
    reply.integer(lists.length())
    ctx.changed(args, 1, 'l', 'linsert')
  },
})
