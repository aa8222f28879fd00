import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyOld } from './reply-old.ts'

export const getdel = command<ServerContext>({
  name: 'GETDEL',
  group: 'string',
  since: '6.2.0',
  arity: 2,
  summary: 'Get the value of a key and delete the key',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['write', 'fast'],
  keys: oneKey('RW', 'access', 'delete'),
  run(ctx, args) {
    const ref = replyOld(ctx, args)
    if (ref === 0 || ref === -1) return
    ctx.db.remove()
    ctx.changed(args, 1, 'g', 'del')
    ctx.logWords(ctx.server.settings.lazyfreeLazyUserDel ? 'UNLINK' : 'DEL', args.view(1))
  },
})
