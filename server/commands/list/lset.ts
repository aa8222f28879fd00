import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readLong } from '../long-argument.ts'

export const lset = command<ServerContext>({
  name: 'LSET',
  group: 'list',
  since: '1.0.0',
  arity: 4,
  summary: 'Set the value of an element in a list by its index',
  complexity:
    'O(N) where N is the length of the list. Setting either the first or the last element of the ' +
    'list is O(1).',
  syntax: 'key index:integer element',
  flags: ['write', 'denyoom'],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    const ref = ctx.writeList(args, 1)
    if (ref === -1) return
    const { reply } = ctx
    if (ref === 0) return reply.error(errors.noSuchKey)
    const index = readLong(ctx, args, 2)
    if (Number.isNaN(index)) return
    const { lists } = ctx.values
    const length = args.len[3]!
    lists.open(ctx.db)
    // As in Redis, this makes room before it is known whether the index exists.
    lists.prepare(length, 1)
    if (!lists.seek(index < 0 ? index + lists.length() : index)) return reply.error(errors.indexOutOfRange)
    lists.replace(args.buf, args.off[3]!, length)
    lists.compact(true)
    reply.ok()
    ctx.changed(args, 1, 'l', 'lset')
  },
})
