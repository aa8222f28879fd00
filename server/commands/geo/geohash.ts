import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { geohashOf } from '../../values/geo/position.ts'
import { replyEachMember } from './each-member.ts'

export const geohash = command<ServerContext>({
  name: 'GEOHASH',
  group: 'geo',
  since: '3.2.0',
  arity: -2,
  summary: 'Returns members of a geospatial index as standard geohash strings',
  complexity: 'O(log(N)) for each member requested, where N is the number of elements in the sorted set.',
  syntax: 'key member...',
  flags: ['readonly'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    replyEachMember(
      ctx,
      args,
      position => reply.bulkText(geohashOf(position)),
      () => reply.null(),
    )
  },
})
