import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyTimes } from './reply-times.ts'

export const httl = command<ServerContext>({
  name: 'HTTL',
  group: 'hash',
  since: '7.4.0',
  arity: -5,
  summary: 'Returns the TTL in seconds of a hash field.',
  complexity: 'O(N) where N is the number of specified fields',
  syntax: 'key fields=FIELDS (numfields:integer field...)',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    replyTimes(ctx, args, true, true)
  },
})
