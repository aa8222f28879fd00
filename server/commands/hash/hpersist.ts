import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { firstField } from './field-list.ts'
import { hasField } from './find-field.ts'
import { openToWrite } from './open-hash.ts'

export const hpersist = command<ServerContext>({
  name: 'HPERSIST',
  group: 'hash',
  since: '7.4.0',
  arity: -5,
  summary: 'Removes the expiration time for each specified field',
  complexity: 'O(N) where N is the number of specified fields',
  syntax: 'key fields=FIELDS (numfields:integer field...)',
  flags: ['write', 'fast'],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    if (!openToWrite(ctx, args)) return
    const first = firstField(ctx, args, 2)
    if (first === 0) return
    const { reply } = ctx
    const { hashes } = ctx.values
    let changed = false
    reply.array(args.argc - first)
    for (let i = first; i < args.argc; i++) {
      if (!hasField(ctx, args, i)) reply.integer(-2)
      else if (hashes.expiry === 0) reply.integer(-1)
      else {
        hashes.setExpiry(0)
        changed = true
        reply.integer(1)
      }
    }
    if (changed) ctx.changed(args, 1, 'h', 'hpersist')
  },
})
