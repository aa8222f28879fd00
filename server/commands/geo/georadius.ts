import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { runSearch } from './search.ts'
import { storeKeys, storeKeysOf } from './store-keys.ts'

export const georadius = command<ServerContext>({
  name: 'GEORADIUS',
  group: 'geo',
  since: '3.2.0',
  arity: -6,
  summary:
    'Query a sorted set representing a geospatial index to fetch members matching a given maximum ' +
    'distance from a point',
  complexity:
    'O(N+log(M)) where N is the number of elements inside the bounding box of the circular area delimited ' +
    'by center and radius and M is the number of items inside the index.',
  syntax:
    'key longitude:double latitude:double radius:double unit=(M|KM|FT|MI) [WITHCOORD] [WITHDIST] ' +
    '[WITHHASH] count=[COUNT count:integer [ANY@6.2.0]] order=[ASC|DESC] [STORE key#1] [STOREDIST ' +
    'key#2]',
  flags: ['write', 'denyoom', 'movablekeys'],
  deprecated: { since: '6.2.0', replacedBy: '`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` argument' },
  history: [
    ['6.2.0', 'Added the `ANY` option for `COUNT`.'],
    ['7.0.0', 'Added support for uppercase unit names.'],
  ],
  keys: storeKeys(6),
  getKeys: args => storeKeysOf(args, 6),
  run: (ctx, args) => runSearch(ctx, args, { from: 'position', source: 1, store: 'option' }),
})
