import { command, oneKey } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { distance } from '../../values/geo/distance.ts'
import { Position } from '../../values/geo/position.ts'
import { readUnit, replyDistance } from './units.ts'

const one = new Position()
const other = new Position()

export const geodist = command<ServerContext>({
  name: 'GEODIST',
  group: 'geo',
  since: '3.2.0',
  arity: -4,
  summary: 'Returns the distance between two members of a geospatial index',
  complexity: 'O(log(N))',
  syntax: 'key member1 member2 unit=[M|KM|FT|MI]',
  flags: ['readonly'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { reply, values } = ctx
    let metres = 1
    if (args.argc > 5) return reply.error(errors.syntax)
    if (args.argc === 5 && Number.isNaN((metres = readUnit(ctx, args, 4)))) return
    const ref = ctx.readZset(args, 1)
    if (ref === -1) return
    if (ref === 0) return reply.null()
    const { zsets } = values
    zsets.open(ctx.db)
    if (!zsets.find(args.buf, args.off[2]!, args.len[2]!)) return reply.null()
    one.decode(zsets.score)
    if (!zsets.find(args.buf, args.off[3]!, args.len[3]!)) return reply.null()
    other.decode(zsets.score)
    replyDistance(ctx, distance(one.longitude, one.latitude, other.longitude, other.latitude) / metres)
  },
})
