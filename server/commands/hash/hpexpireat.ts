import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { expireFields } from './expire-fields.ts'

export const hpexpireat = command<ServerContext>({
  name: 'HPEXPIREAT',
  group: 'hash',
  since: '7.4.0',
  arity: -6,
  summary: 'Set expiry for hash field using an absolute Unix timestamp (milliseconds)',
  complexity: 'O(N) where N is the number of specified fields',
  syntax:
    'key unix-time-milliseconds:unix-time condition=[NX|XX|GT|LT] fields=FIELDS (numfields:integer field...)',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    expireFields(ctx, args, false, false, 'hpexpireat')
  },
})
