import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SORT_COMPLEXITY, SORT_SYNTAX, sortKeySpecs } from './sort.ts'
import { sortKey } from './sort-key.ts'

export const sortRo = command<ServerContext>({
  name: 'SORT_RO',
  group: 'generic',
  since: '7.0.0',
  arity: -2,
  summary: 'Sort the elements in a list, set or sorted set. Read-only variant of SORT.',
  complexity: SORT_COMPLEXITY,
  syntax: SORT_SYNTAX,
  flags: ['readonly', 'movablekeys'],
  categories: ['@set', '@sortedset', '@list', '@dangerous'],
  keys: sortKeySpecs,
  getKeys: () => [1],
  run(ctx, args) {
    sortKey(ctx, args, true)
  },
})
