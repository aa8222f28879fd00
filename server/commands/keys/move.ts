import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { databaseArgument } from './database-argument.ts'

export const move = command<ServerContext>({
  name: 'MOVE',
  group: 'generic',
  since: '1.0.0',
  arity: 3,
  summary: 'Move a key to another database',
  complexity: 'O(1)',
  syntax: 'key db:integer',
  flags: ['write', 'fast'],
  categories: ['@keyspace'],
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    const { db, reply } = ctx
    const target = databaseArgument(ctx, args, 2)
    if (target === null) return
    if (target === db) return reply.error(errors.sameObject)
    if (db.write(args, 1) === 0 || target.write(args, 1) !== 0) return reply.integer(0)
    db.peek(args, 1)
    target.put(db.take())
    ctx.changed(args, 1, 'g', 'move_from')
    ctx.alsoChanged(target, args, 1, 'g', 'move_to')
    reply.integer(1)
  },
})
