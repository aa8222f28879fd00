import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { expireFields } from './expire-fields.ts'

export const hpexpire = command<ServerContext>({
  name: 'HPEXPIRE',
  group: 'hash',
  since: '7.4.0',
  arity: -6,
  summary: 'Set expiry for hash field using relative time to expire (milliseconds)',
  complexity: 'O(N) where N is the number of specified fields',
  syntax: 'key milliseconds:integer condition=[NX|XX|GT|LT] fields=FIELDS (numfields:integer field...)',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    expireFields(ctx, args, false, true, 'hpexpire')
  },
})
