import { command, manyKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { removeKeys } from './remove-keys.ts'

export const unlink = command<ServerContext>({
  name: 'UNLINK',
  group: 'generic',
  since: '4.0.0',
  arity: -2,
  summary: 'Delete a key asynchronously in another thread. Otherwise it is just as DEL, but non blocking.',
  complexity:
    'O(1) for each key removed regardless of its size. Then the command does O(N) work in a ' +
    'different thread in order to reclaim memory, where N is the number of allocations the deleted ' +
    'objects where composed of.',
  syntax: 'key...',
  flags: ['write', 'fast'],
  categories: ['@keyspace'],
  tips: ['request_policy:multi_shard', 'response_policy:agg_sum'],
  keys: manyKeys(1, 1, 'RM', 'delete'),
  run: removeKeys,
})
