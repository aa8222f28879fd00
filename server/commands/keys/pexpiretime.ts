import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyTime } from './reply-time.ts'

export const pexpiretime = command<ServerContext>({
  name: 'PEXPIRETIME',
  group: 'generic',
  since: '7.0.0',
  arity: 2,
  summary: 'Get the expiration Unix timestamp for a key in milliseconds',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly', 'fast'],
  categories: ['@keyspace'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { db, reply } = ctx
    const { records } = db
    if (db.look(args, 1) === 0) reply.integer(-2)
    else if (records.expireAt < 0) reply.integer(-1)
    else replyTime(reply, records.expireAt)
  },
})
