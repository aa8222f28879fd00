import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { expireFields } from './expire-fields.ts'

export const hexpireat = command<ServerContext>({
  name: 'HEXPIREAT',
  group: 'hash',
  since: '7.4.0',
  arity: -6,
  summary: 'Set expiry for hash field using an absolute Unix timestamp (seconds)',
  complexity: 'O(N) where N is the number of specified fields',
  syntax:
    'key unix-time-seconds:unix-time condition=[NX|XX|GT|LT] fields=FIELDS (numfields:integer field...)',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    expireFields(ctx, args, true, false, 'hexpireat')
  },
})
