/** HDEL: as in Redis, a field whose time has passed counts while it has not been deleted. */
import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { dropEmpty, openToWrite } from './open-hash.ts'

export const hdel = command<ServerContext>({
  name: 'HDEL',
  group: 'hash',
  since: '2.0.0',
  arity: -3,
  summary: 'Delete one or more hash fields',
  complexity: 'O(N) where N is the number of fields to be removed.',
  syntax: 'key field...',
  flags: ['write', 'fast'],
  history: [['2.4.0', 'Accepts multiple `field` arguments.']],
  keys: oneKey('RW', 'delete'),
  run(ctx, args) {
    if (!openToWrite(ctx, args)) return
    const { hashes } = ctx.values
    let deleted = 0
    for (let i = 2; i < args.argc && hashes.length() > 0; i++) {
      if (!hashes.find(args.buf, args.off[i]!, args.len[i]!)) continue
      hashes.remove()
      deleted++
    }
    if (deleted > 0) {
      ctx.changed(args, 1, 'h', 'hdel')
      ctx.dirty += deleted - 1
      dropEmpty(ctx, args)
    }
    ctx.reply.integer(deleted)
  },
})
