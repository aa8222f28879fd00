import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { findField } from './find-field.ts'
import { openToRead } from './open-hash.ts'

export const hexists = command<ServerContext>({
  name: 'HEXISTS',
  group: 'hash',
  since: '2.0.0',
  arity: 3,
  summary: 'Determine if a hash field exists',
  complexity: 'O(1)',
  syntax: 'key field',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO'),
  run(ctx, args) {
    if (openToRead(ctx, args)) ctx.reply.integer(findField(ctx, args, 2) ? 1 : 0)
  },
})
