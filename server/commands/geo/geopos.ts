import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyPosition } from './coordinates.ts'
import { replyEachMember } from './each-member.ts'

export const geopos = command<ServerContext>({
  name: 'GEOPOS',
  group: 'geo',
  since: '3.2.0',
  arity: -2,
  summary: 'Returns longitude and latitude of members of a geospatial index',
  complexity: 'O(N) where N is the number of members requested.',
  syntax: 'key member...',
  flags: ['readonly'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    replyEachMember(
      ctx,
      args,
      position => replyPosition(ctx, position),
      () => ctx.reply.nullArray(),
    )
  },
})
