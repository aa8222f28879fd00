import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readLong } from '../long-argument.ts'
import { ElementsStream } from './elements-stream.ts'

export const lrange = command<ServerContext>({
  name: 'LRANGE',
  group: 'list',
  since: '1.0.0',
  arity: 4,
  summary: 'Get a range of elements from a list',
  complexity:
    'O(S+N) where S is the distance of start offset from HEAD for small lists, from nearest end ' +
    '(HEAD or TAIL) for large lists; and N is the number of elements in the specified range.',
  syntax: 'key start:integer stop:integer',
  flags: ['readonly'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    let start = readLong(ctx, args, 2)
    if (Number.isNaN(start)) return
    let stop = readLong(ctx, args, 3)
    if (Number.isNaN(stop)) return
    const ref = ctx.readList(args, 1)
    if (ref === -1) return
    const { reply } = ctx
    if (ref === 0) return reply.array(0)
    const { lists } = ctx.values
    lists.open(ctx.db)
    const length = lists.length()
    if (start < 0) start = Math.max(0, start + length)
    if (stop < 0) stop += length
    const count = Math.max(0, Math.min(stop, length - 1) - start + 1)
    reply.array(count)
    if (ctx.mayStream(count, length)) ctx.stream(new ElementsStream(lists.positionOf(start), count))
    else lists.replyRange(reply, start, count)
  },
})
