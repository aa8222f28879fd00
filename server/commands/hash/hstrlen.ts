import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { findField } from './find-field.ts'
import { openToRead } from './open-hash.ts'

export const hstrlen = command<ServerContext>({
  name: 'HSTRLEN',
  group: 'hash',
  since: '3.2.0',
  arity: 3,
  summary: 'Get the length of the value of a hash field',
  complexity: 'O(1)',
  syntax: 'key field',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO'),
  run(ctx, args) {
    if (openToRead(ctx, args)) ctx.reply.integer(findField(ctx, args, 2) ? ctx.values.hashes.value.len : 0)
  },
})
