import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { setExpiring } from './set-expiring.ts'

export const setex = command<ServerContext>({
  name: 'SETEX',
  group: 'string',
  since: '2.0.0',
  arity: 4,
  summary: 'Set the value and expiration of a key',
  complexity: 'O(1)',
  syntax: 'key seconds:integer value',
  flags: ['write', 'denyoom'],
  keys: oneKey('OW', 'update'),
  run(ctx, args) {
    setExpiring(ctx, args, true, 'setex')
  },
})
