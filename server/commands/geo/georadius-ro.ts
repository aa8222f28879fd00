import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { runSearch } from './search.ts'

export const georadiusRo = command<ServerContext>({
  name: 'GEORADIUS_RO',
  group: 'geo',
  since: '3.2.10',
  arity: -6,
  summary: 'A read-only variant for GEORADIUS',
  complexity:
    'O(N+log(M)) where N is the number of elements inside the bounding box of the circular area delimited ' +
    'by center and radius and M is the number of items inside the index.',
  syntax:
    'key longitude:double latitude:double radius:double unit=(M|KM|FT|MI) [WITHCOORD] [WITHDIST] ' +
    '[WITHHASH] count=[COUNT count:integer [ANY@6.2.0]] order=[ASC|DESC]',
  flags: ['readonly'],
  deprecated: { since: '6.2.0', replacedBy: '`GEOSEARCH` with the `BYRADIUS` argument' },
  history: [['6.2.0', 'Added the `ANY` option for `COUNT`.']],
  keys: oneKey('RO', 'access'),
  run: (ctx, args) => runSearch(ctx, args, { from: 'position', source: 1, store: 'never' }),
})
