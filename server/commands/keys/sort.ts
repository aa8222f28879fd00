import { command, type KeySpec } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { sortKey } from './sort-key.ts'

/** The key to sort, and those that BY and GET may name: SORT's and SORT_RO's alike. */
export const sortKeySpecs: KeySpec[] = [
  { flags: ['RO', 'access'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
  {
    flags: ['RO', 'access'],
    begin: 'unknown',
    find: 'unknown',
    notes:
      "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the " +
      'content of the key we sort',
  },
]

export const SORT_COMPLEXITY =
  'O(N+M*log(M)) where N is the number of elements in the list or set to sort, and M the number of ' +
  'returned elements. When the elements are not sorted, complexity is O(N).'

export const SORT_SYNTAX =
  'key [BY pattern#1] [offset_count=LIMIT (offset:integer count:integer)] [GET pattern#1]... ' +
  'order=[ASC|DESC] [sorting=ALPHA]'

export const sort = command<ServerContext>({
  name: 'SORT',
  group: 'generic',
  since: '1.0.0',
  arity: -2,
  summary: 'Sort the elements in a list, set or sorted set',
  complexity: SORT_COMPLEXITY,
  syntax: `${SORT_SYNTAX} [STORE destination:key#2]`,
  flags: ['write', 'denyoom', 'movablekeys'],
  categories: ['@set', '@sortedset', '@list', '@dangerous'],
  keys: [
    ...sortKeySpecs,
    {
      flags: ['OW', 'update'],
      begin: 'unknown',
      find: 'unknown',
      notes:
        "For the optional STORE keyword. It is marked 'unknown' because the keyword can appear anywhere in " +
        'the argument array',
    },
  ],
  getKeys(args) {
    const store = storeArgument(args)
    return store === 0 ? [1] : [1, { at: store, flags: ['OW', 'update'] }]
  },
  run(ctx, args) {
    sortKey(ctx, args, false)
  },
})

/** The argument behind the last STORE, 0 for none; what belongs to other options is passed over. */
function storeArgument(args: Args): number {
  let store = 0
  for (let i = 2; i < args.argc; i++) {
    if (args.is(i, 'LIMIT')) i += 2
    else if (args.is(i, 'GET') || args.is(i, 'BY')) i++
    else if (args.is(i, 'STORE') && i + 1 < args.argc) store = i + 1
  }
  return store
}
