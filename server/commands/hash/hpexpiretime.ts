import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyTimes } from './reply-times.ts'

export const hpexpiretime = command<ServerContext>({
  name: 'HPEXPIRETIME',
  group: 'hash',
  since: '7.4.0',
  arity: -5,
  summary: 'Returns the expiration time of a hash field as a Unix timestamp, in msec.',
  complexity: 'O(N) where N is the number of specified fields',
  syntax: 'key fields=FIELDS (numfields:integer field...)',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    replyTimes(ctx, args, false, false)
  },
})
