import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { valueType } from '../../values/types.ts'

export const typeCommand = command<ServerContext>({
  name: 'TYPE',
  group: 'generic',
  since: '1.0.0',
  arity: 2,
  summary: 'Determine the type stored at key',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly', 'fast'],
  categories: ['@keyspace'],
  keys: oneKey('RO'),
  run(ctx, args) {
    const ref = ctx.db.look(args, 1)
    ctx.reply.status(ref === 0 ? 'none' : valueType(ctx.db.records.word0(ref)).name)
  },
})
