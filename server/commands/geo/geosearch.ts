import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { runSearch } from './search.ts'

export const geosearch = command<ServerContext>({
  name: 'GEOSEARCH',
  group: 'geo',
  since: '6.2.0',
  arity: -7,
  summary:
    'Query a sorted set representing a geospatial index to fetch members inside an area of a box or ' +
    'a circle.',
  complexity:
    'O(N+log(M)) where N is the number of elements in the grid-aligned bounding box area around the shape ' +
    'provided as the filter and M is the number of items inside the shape',
  syntax:
    'key from=(FROMMEMBER member|longitude_latitude=FROMLONLAT (longitude:double latitude:double)) ' +
    'by=(circle=(BYRADIUS radius:double unit=(M|KM|FT|MI))|box=(BYBOX width:double height:double ' +
    'unit=(M|KM|FT|MI))) order=[ASC|DESC] count=[COUNT count:integer [ANY]] [WITHCOORD] [WITHDIST] ' +
    '[WITHHASH]',
  flags: ['readonly'],
  history: [['7.0.0', 'Added support for uppercase unit names.']],
  keys: oneKey('RO', 'access'),
  run: (ctx, args) => runSearch(ctx, args, { from: 'options', source: 1, store: 'never' }),
})
