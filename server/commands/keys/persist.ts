import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const persist = command<ServerContext>({
  name: 'PERSIST',
  group: 'generic',
  since: '2.2.0',
  arity: 2,
  summary: 'Remove the expiration from a key',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['write', 'fast'],
  categories: ['@keyspace'],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    const { db, reply } = ctx
    if (db.write(args, 1) === 0 || db.records.expireAt < 0) return reply.integer(0)
    db.expire(-1)
    ctx.changed(args, 1, 'g', 'persist')
    reply.integer(1)
  },
})
