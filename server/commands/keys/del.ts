import { command, manyKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { removeKeys } from './remove-keys.ts'

export const del = command<ServerContext>({
  name: 'DEL',
  group: 'generic',
  since: '1.0.0',
  arity: -2,
  summary: 'Delete a key',
  complexity:
    'O(N) where N is the number of keys that will be removed. When a key to remove holds a value ' +
    'other than a string, the individual complexity for this key is O(M) where M is the number of ' +
    'elements in the list, set, sorted set or hash. Removing a single key that holds a string value ' +
    'is O(1).',
  syntax: 'key...',
  flags: ['write'],
  categories: ['@keyspace'],
  tips: ['request_policy:multi_shard', 'response_policy:agg_sum'],
  keys: manyKeys(1, 1, 'RM', 'delete'),
  run: removeKeys,
})
