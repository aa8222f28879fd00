import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { addInteger } from './add-integer.ts'

export const decr = command<ServerContext>({
  name: 'DECR',
  group: 'string',
  since: '1.0.0',
  arity: 2,
  summary: 'Decrement the integer value of a key by one',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'access', 'update'),
  run(ctx, args) {
    addInteger(ctx, args, -1)
  },
})
