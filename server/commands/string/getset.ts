import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyOld } from './reply-old.ts'

export const getset = command<ServerContext>({
  name: 'GETSET',
  group: 'string',
  since: '1.0.0',
  arity: 3,
  summary: 'Set the string value of a key and return its old value',
  complexity: 'O(1)',
  syntax: 'key value',
  flags: ['write', 'denyoom', 'fast'],
  deprecated: { since: '6.2.0', replacedBy: '`SET` with the `!GET` argument' },
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    if (replyOld(ctx, args) === -1) return
    // As in Redis reading and writing are two uses of the key.
    ctx.db.write(args, 1)
    ctx.db.set(args.buf, args.off[2]!, args.len[2]!, -1)
    ctx.changed(args, 1, '$', 'set')
    ctx.logWords('SET', args.view(1), args.view(2))
  },
})
