import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyTime } from './reply-time.ts'

export const ttl = command<ServerContext>({
  name: 'TTL',
  group: 'generic',
  since: '1.0.0',
  arity: 2,
  summary: 'Get the time to live for a key in seconds',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly', 'fast'],
  categories: ['@keyspace'],
  tips: ['nondeterministic_output'],
  history: [['2.8.0', 'Added the -2 reply.']],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { db, reply } = ctx
    const { records } = db
    if (db.look(args, 1) === 0) reply.integer(-2)
    else if (records.expireAt < 0) reply.integer(-1)
    else replyTime(reply, Math.floor((Math.max(0, records.expireAt - ctx.now) + 500) / 1000))
  },
})
