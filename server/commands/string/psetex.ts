import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { setExpiring } from './set-expiring.ts'

export const psetex = command<ServerContext>({
  name: 'PSETEX',
  group: 'string',
  since: '2.6.0',
  arity: 4,
  summary: 'Set the value and expiration in milliseconds of a key',
  complexity: 'O(1)',
  syntax: 'key milliseconds:integer value',
  flags: ['write', 'denyoom'],
  keys: oneKey('OW', 'update'),
  run(ctx, args) {
    setExpiring(ctx, args, false, 'psetex')
  },
})
