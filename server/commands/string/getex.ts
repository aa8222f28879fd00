import { command } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { expireKey } from '../keys/expire-key.ts'
import { EXPIRY_BAD, isExpiry, readExpiry } from './expiry-option.ts'

export const getex = command<ServerContext>({
  name: 'GETEX',
  group: 'string',
  since: '6.2.0',
  arity: -2,
  summary: 'Get the value of a key and optionally set its expiration',
  complexity: 'O(1)',
  syntax:
    'key expiration=[EX seconds:integer|PX milliseconds:integer|EXAT ' +
    'unix-time-seconds:unix-time|PXAT unix-time-milliseconds:unix-time|PERSIST]',
  flags: ['write', 'fast'],
  keys: [
    {
      flags: ['RW', 'access', 'update'],
      begin: { index: 1 },
      find: { last: 0, step: 1, limit: 0 },
      notes: 'RW and UPDATE because it changes the TTL',
    },
  ],
  run(ctx, args) {
    let expiry = 0
    let persist = false
    for (let i = 2; i < args.argc; i++) {
      if (expiry === 0 && args.is(i, 'PERSIST')) persist = true
      else if (!persist && isExpiry(args, i, expiry)) expiry = i++
      else return ctx.reply.error(errors.syntax)
    }
    const ref = ctx.writeString(args, 1)
    if (ref === -1) return
    if (ref === 0) {
      ctx.db.missed()
      return ctx.reply.null()
    }
    const expireAt = expiry === 0 ? -1 : readExpiry(ctx, args, expiry, 'getex')
    if (expireAt === EXPIRY_BAD) return
    const { db } = ctx
    const { records } = db
    ctx.server.keyspace.state.hits++
    ctx.reply.bulk(records.valueBytes, records.valueAt, records.valueLength)
    if (expiry !== 0) {
      expireKey(ctx, args, expireAt)
      if (ctx.logged === null) ctx.logWords('PEXPIREAT', args.view(1), String(expireAt))
    } else if (persist && records.expireAt >= 0) {
      db.expire(-1)
      ctx.changed(args, 1, 'g', 'persist')
      ctx.logWords('PERSIST', args.view(1))
    }
  },
})
