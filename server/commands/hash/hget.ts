import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { findField } from './find-field.ts'
import { openToRead } from './open-hash.ts'

export const hget = command<ServerContext>({
  name: 'HGET',
  group: 'hash',
  since: '2.0.0',
  arity: 3,
  summary: 'Get the value of a hash field',
  complexity: 'O(1)',
  syntax: 'key field',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    if (!openToRead(ctx, args)) return
    if (!findField(ctx, args, 2)) return ctx.reply.null()
    const { value } = ctx.values.hashes
    ctx.reply.bulk(value.bytes, value.off, value.len)
  },
})
