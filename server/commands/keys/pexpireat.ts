import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { expireByCommand } from './expire-by-command.ts'

export const pexpireat = command<ServerContext>({
  name: 'PEXPIREAT',
  group: 'generic',
  since: '2.6.0',
  arity: -3,
  summary: 'Set the expiration for a key as a UNIX timestamp specified in milliseconds',
  complexity: 'O(1)',
  syntax: 'key unix-time-milliseconds:unix-time condition=[NX|XX|GT|LT]@7.0.0',
  flags: ['write', 'fast'],
  categories: ['@keyspace'],
  history: [['7.0.0', 'Added options: `NX`, `XX`, `GT` and `LT`.']],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    expireByCommand(ctx, args, false, false)
  },
})
