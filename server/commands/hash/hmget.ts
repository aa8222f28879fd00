import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { findField, tellExpired } from './find-field.ts'
import { dropEmpty, openToRead } from './open-hash.ts'

export const hmget = command<ServerContext>({
  name: 'HMGET',
  group: 'hash',
  since: '2.0.0',
  arity: -3,
  summary: 'Get the values of all the given hash fields',
  complexity: 'O(N) where N is the number of fields being requested.',
  syntax: 'key field...',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    if (!openToRead(ctx, args)) return
    const { reply } = ctx
    const { value } = ctx.values.hashes
    const expired: Uint8Array[] = []
    reply.array(args.argc - 2)
    for (let i = 2; i < args.argc; i++) {
      if (findField(ctx, args, i, expired)) reply.bulk(value.bytes, value.off, value.len)
      else reply.null()
    }
    if (expired.length === 0) return
    tellExpired(ctx, args, expired)
    dropEmpty(ctx, args)
  },
})
