import { command, oneKey } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readAtLeast, readLong } from '../long-argument.ts'

export const lpos = command<ServerContext>({
  name: 'LPOS',
  group: 'list',
  since: '6.0.6',
  arity: -3,
  summary: 'Return the index of matching elements on a list',
  complexity:
    'O(N) where N is the number of elements in the list, for the average case. When searching for ' +
    'elements near the head or the tail of the list, or when the MAXLEN option is provided, the ' +
    'command may run in constant time.',
  syntax: 'key element [RANK rank:integer] [COUNT num-matches:integer] [MAXLEN len:integer]',
  flags: ['readonly'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    let rank = 1
    let count = -1
    let most = 0
    for (let i = 3; i < args.argc; i += 2) {
      const valued = i + 1 < args.argc
      if (valued && args.is(i, 'RANK')) rank = readRank(ctx, args, i + 1)
      else if (valued && args.is(i, 'COUNT')) count = readAtLeast(ctx, args, i + 1, 0, COUNT_NEGATIVE)
      else if (valued && args.is(i, 'MAXLEN')) most = readAtLeast(ctx, args, i + 1, 0, MAXLEN_NEGATIVE)
      else return reply.error(errors.syntax)
      if (Number.isNaN(rank + count + most)) return
    }
    const ref = ctx.readList(args, 1)
    if (ref === -1) return
    const found = ref === 0 ? [] : findPlaces(ctx, args, rank, count === 0 ? Infinity : Math.abs(count), most)
    if (count >= 0) {
      reply.array(found.length)
      for (const index of found) reply.integer(index)
    } else if (found.length === 0) reply.null()
    else reply.integer(found[0]!)
  },
})

const COUNT_NEGATIVE = "ERR COUNT can't be negative"
const MAXLEN_NEGATIVE = "ERR MAXLEN can't be negative"
const RANK_ZERO =
  "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... " +
  'or use negative to start from the end of the list'
/** The one number a long can be whose opposite it cannot. */
const RANK_LIMITS =
  'ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807'

function readRank(ctx: ServerContext, args: Args, i: number): number {
  const rank = readLong(ctx, args, i)
  const error = rank === 0 ? RANK_ZERO : args.int64(i) === -(2n ** 63n) ? RANK_LIMITS : ''
  if (error === '') return rank
  ctx.reply.error(error)
  return NaN
}

/**
 * Indexes of up to `count` matches of argument 2, the rank-th being the first, among `most` (0: all)
 * elements.
 */
function findPlaces(ctx: ServerContext, args: Args, rank: number, count: number, most: number): number[] {
  const { lists } = ctx.values
  lists.open(ctx.db)
  lists.aim(args.buf, args.off[2]!, args.len[2]!)
  const length = lists.length()
  const backward = rank < 0
  const looks = most === 0 ? length : Math.min(most, length)
  const places: number[] = []
  let skip = Math.abs(rank) - 1
  let more = lists.seek(backward ? length - 1 : 0)
  for (let k = 0; more && k < looks; k++) {
    if (lists.matches() && --skip < 0) {
      places.push(backward ? length - 1 - k : k)
      if (places.length >= count) break
    }
    more = backward ? lists.previous() : lists.next()
  }
  return places
}
