import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readLong } from '../long-argument.ts'

export const lindex = command<ServerContext>({
  name: 'LINDEX',
  group: 'list',
  since: '1.0.0',
  arity: 3,
  summary: 'Get an element from a list by its index',
  complexity:
    'O(N) where N is the number of elements to traverse to get to the element at index. This makes ' +
    'asking for the first or the last element of the list O(1).',
  syntax: 'key index:integer',
  flags: ['readonly'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const ref = ctx.readList(args, 1)
    if (ref === -1) return
    const { reply } = ctx
    if (ref === 0) return reply.null()
    const index = readLong(ctx, args, 2)
    if (Number.isNaN(index)) return
    const { lists } = ctx.values
    lists.open(ctx.db)
    if (lists.seek(index < 0 ? index + lists.length() : index)) lists.reply(reply)
    else reply.null()
  },
})
