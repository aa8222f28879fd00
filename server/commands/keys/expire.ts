import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { expireByCommand } from './expire-by-command.ts'

export const expire = command<ServerContext>({
  name: 'EXPIRE',
  group: 'generic',
  since: '1.0.0',
  arity: -3,
  summary: "Set a key's time to live in seconds",
  complexity: 'O(1)',
  syntax: 'key seconds:integer condition=[NX|XX|GT|LT]@7.0.0',
  flags: ['write', 'fast'],
  categories: ['@keyspace'],
  history: [['7.0.0', 'Added options: `NX`, `XX`, `GT` and `LT`.']],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    expireByCommand(ctx, args, true, true)
  },
})
