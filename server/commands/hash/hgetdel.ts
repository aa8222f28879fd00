import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { firstField, logFields } from './field-list.ts'
import { findField, tellExpired } from './find-field.ts'
import { dropEmpty, openToWrite } from './open-hash.ts'

export const hgetdel = command<ServerContext>({
  name: 'HGETDEL',
  group: 'hash',
  since: '8.0.0',
  arity: -5,
  summary: 'Returns the value of a field and deletes it from the hash.',
  complexity: 'O(N) where N is the number of specified fields',
  syntax: 'key fields=FIELDS (numfields:integer field...)',
  flags: ['write', 'fast'],
  keys: oneKey('RW', 'access', 'delete'),
  run(ctx, args) {
    if (!openToWrite(ctx, args)) return
    const first = firstField(ctx, args, 2)
    if (first === 0) return
    const { reply } = ctx
    const { hashes } = ctx.values
    const { value } = hashes
    const expired: Uint8Array[] = []
    let deleted = 0
    reply.array(args.argc - first)
    for (let i = first; i < args.argc; i++) {
      if (!findField(ctx, args, i, expired)) {
        reply.null()
        continue
      }
      reply.bulk(value.bytes, value.off, value.len)
      hashes.remove()
      deleted++
    }
    tellExpired(ctx, args, expired)
    if (deleted > 0) {
      ctx.changed(args, 1, 'h', 'hdel')
      ctx.dirty += deleted - 1
    }
    dropEmpty(ctx, args)
    if (deleted > 0) logFields(ctx, args, ['HDEL', args.view(1)], first)
  },
})
