import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { renameKey } from './rename-key.ts'

export const rename = command<ServerContext>({
  name: 'RENAME',
  group: 'generic',
  since: '1.0.0',
  arity: 3,
  summary: 'Rename a key',
  complexity: 'O(1)',
  syntax: 'key newkey:key#1',
  flags: ['write'],
  categories: ['@keyspace'],
  keys: [
    { flags: ['RW', 'access', 'delete'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
    { flags: ['OW', 'update'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } },
  ],
  run(ctx, args) {
    renameKey(ctx, args, false)
  },
})
