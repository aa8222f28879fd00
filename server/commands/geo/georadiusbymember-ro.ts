import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { runSearch } from './search.ts'

export const georadiusbymemberRo = command<ServerContext>({
  name: 'GEORADIUSBYMEMBER_RO',
  group: 'geo',
  since: '3.2.10',
  arity: -5,
  summary: 'A read-only variant for GEORADIUSBYMEMBER',
  complexity:
    'O(N+log(M)) where N is the number of elements inside the bounding box of the circular area delimited ' +
    'by center and radius and M is the number of items inside the index.',
  syntax:
    'key member radius:double unit=(M|KM|FT|MI) [WITHCOORD] [WITHDIST] [WITHHASH] count=[COUNT ' +
    'count:integer [ANY]] order=[ASC|DESC]',
  flags: ['readonly'],
  deprecated: { since: '6.2.0', replacedBy: '`GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments' },
  keys: oneKey('RO', 'access'),
  run: (ctx, args) => runSearch(ctx, args, { from: 'member', source: 1, store: 'never' }),
})
