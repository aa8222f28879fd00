import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { renameKey } from './rename-key.ts'

export const renamenx = command<ServerContext>({
  name: 'RENAMENX',
  group: 'generic',
  since: '1.0.0',
  arity: 3,
  summary: 'Rename a key, only if the new key does not exist',
  complexity: 'O(1)',
  syntax: 'key newkey:key#1',
  flags: ['write', 'fast'],
  categories: ['@keyspace'],
  history: [
    ['3.2.0', 'The command no longer returns an error when source and destination names are the same.'],
  ],
  keys: [
    { flags: ['RW', 'access', 'delete'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
    { flags: ['OW', 'insert'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } },
  ],
  run(ctx, args) {
    renameKey(ctx, args, true)
  },
})
