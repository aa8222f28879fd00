/** GEOADD: a ZADD of scores that mean positions, which is also how it is logged. */
import { command, oneKey } from '../../../shared/command/command.ts'
import { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Position, scoreOf } from '../../values/geo/position.ts'
import { addScored, CH, NX, XX } from '../sorted-set/add.ts'
import { readPosition } from './coordinates.ts'

export const geoadd = command<ServerContext>({
  name: 'GEOADD',
  group: 'geo',
  since: '3.2.0',
  arity: -5,
  summary: 'Add one or more geospatial items in the geospatial index represented using a sorted set',
  complexity: 'O(log(N)) for each item added, where N is the number of elements in the sorted set.',
  syntax: 'key condition=[NX|XX]@6.2.0 [change=CH@6.2.0] (longitude:double latitude:double member)...',
  flags: ['write', 'denyoom'],
  history: [['6.2.0', 'Added the `CH`, `NX` and `XX` options.']],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    const { reply } = ctx
    let options = 0
    let first = 2
    for (let option = 0; first < args.argc; first++, options |= option) {
      option = args.is(first, 'NX') ? NX : args.is(first, 'XX') ? XX : args.is(first, 'CH') ? CH : 0
      if (option === 0) break
    }
    const items = (args.argc - first) / 3
    const both = NX | XX
    if (items === 0 || !Number.isInteger(items) || (options & both) === both)
      return reply.error(errors.syntax)
    const scores: number[] = []
    for (let i = 0; i < items; i++) {
      if (!readPosition(ctx, args, first + 3 * i, position)) return
      scores.push(scoreOf(position.longitude, position.latitude))
    }
    const words: (string | Uint8Array)[] = ['ZADD', args.bytes(1)]
    for (let i = 2; i < first; i++) words.push(args.bytes(i))
    for (let i = 0; i < items; i++) words.push(String(scores[i]), args.bytes(first + 3 * i + 2))
    const zadd = Args.of(...words)
    addScored(ctx, zadd, first, scores, options)
    ctx.logAs(zadd)
  },
})

const position = new Position()
