import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const setnx = command<ServerContext>({
  name: 'SETNX',
  group: 'string',
  since: '1.0.0',
  arity: 3,
  summary: 'Set the value of a key, only if the key does not exist',
  complexity: 'O(1)',
  syntax: 'key value',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('OW', 'insert'),
  run(ctx, args) {
    if (ctx.db.write(args, 1) !== 0) return ctx.reply.integer(0)
    ctx.db.set(args.buf, args.off[2]!, args.len[2]!, -1)
    ctx.changed(args, 1, '$', 'set')
    ctx.reply.integer(1)
  },
})
