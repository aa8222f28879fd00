import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { runSearch } from './search.ts'
import { storeKeys, storeKeysOf } from './store-keys.ts'

export const georadiusbymember = command<ServerContext>({
  name: 'GEORADIUSBYMEMBER',
  group: 'geo',
  since: '3.2.0',
  arity: -5,
  summary:
    'Query a sorted set representing a geospatial index to fetch members matching a given maximum ' +
    'distance from a member',
  complexity:
    'O(N+log(M)) where N is the number of elements inside the bounding box of the circular area delimited ' +
    'by center and radius and M is the number of items inside the index.',
  syntax:
    'key member radius:double unit=(M|KM|FT|MI) [WITHCOORD] [WITHDIST] [WITHHASH] count=[COUNT ' +
    'count:integer [ANY]] order=[ASC|DESC] [STORE key#1] [STOREDIST key#2]',
  flags: ['write', 'denyoom', 'movablekeys'],
  deprecated: {
    since: '6.2.0',
    replacedBy: '`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and `FROMMEMBER` arguments',
  },
  history: [['7.0.0', 'Added support for uppercase unit names.']],
  keys: storeKeys(5),
  getKeys: args => storeKeysOf(args, 5),
  run: (ctx, args) => runSearch(ctx, args, { from: 'member', source: 1, store: 'option' }),
})
