import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { runSearch } from './search.ts'

export const geosearchstore = command<ServerContext>({
  name: 'GEOSEARCHSTORE',
  group: 'geo',
  since: '6.2.0',
  arity: -8,
  summary:
    'Query a sorted set representing a geospatial index to fetch members inside an area of a box or ' +
    'a circle, and store the result in another key.',
  complexity:
    'O(N+log(M)) where N is the number of elements in the grid-aligned bounding box area around the shape ' +
    'provided as the filter and M is the number of items inside the shape',
  syntax:
    'destination:key source:key#1 from=(FROMMEMBER member|longitude_latitude=FROMLONLAT ' +
    '(longitude:double latitude:double)) by=(circle=(BYRADIUS radius:double ' +
    'unit=(M|KM|FT|MI))|box=(BYBOX width:double height:double unit=(M|KM|FT|MI))) order=[ASC|DESC] ' +
    'count=[COUNT count:integer [ANY]] [STOREDIST]',
  flags: ['write', 'denyoom'],
  history: [['7.0.0', 'Added support for uppercase unit names.']],
  keys: [
    { flags: ['OW', 'update'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
    { flags: ['RO', 'access'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } },
  ],
  run: (ctx, args) => runSearch(ctx, args, { from: 'options', source: 2, store: 'always' }),
})
