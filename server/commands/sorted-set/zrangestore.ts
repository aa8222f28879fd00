import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { LP_EMPTY } from '../../values/listpack.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import { type } from '../../values/type-numbers.ts'
import { storeResult } from '../keys/store-result.ts'
import { AUTO, RANK, REVERSE, Selection } from './range.ts'

export const zrangestore = command<ServerContext>({
  name: 'ZRANGESTORE',
  group: 'sorted-set',
  since: '6.2.0',
  arity: -5,
  summary: 'Store a range of members from sorted set into another key',
  complexity:
    'O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements ' +
    'stored into the destination key.',
  syntax:
    'dst:key src:key#1 min max sortby=[BYSCORE|BYLEX] [REV] [offset_count=LIMIT (offset:integer ' +
    'count:integer)]',
  flags: ['write', 'denyoom'],
  keys: [
    { flags: ['OW', 'update'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
    { flags: ['RO', 'access'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } },
  ],
  run(ctx, args) {
    const selection = new Selection()
    if (!selection.read(ctx, args, 3, AUTO, AUTO, true)) return
    const ref = ctx.readZset(args, 2)
    if (ref === -1) return
    const { loose, others } = ctx.server.keyspace
    const { zsets } = ctx.values
    if (ref !== 0) {
      zsets.open(ctx.db)
      selection.resolve(zsets)
    }
    const { from, count } = selection.ranks
    const members = selection.kind === RANK && ref !== 0 ? count : 0
    loose.begin(type.zset, args.buf, args.off[1]!, args.len[1]!, -1, LP_EMPTY)
    others.zsets.create(loose, members, 0)
    if (ref !== 0) copyRange(zsets, from, count, selection.direction === REVERSE, others.zsets)
    storeResult(ctx, args, 1, others.zsets.length(), 'z', 'zrangestore')
  },
})

/** In the range's order: when a listpack becomes a tree on the way shows in what it made of -0 until then. */
function copyRange(
  source: SortedSets,
  from: number,
  count: number,
  reverse: boolean,
  target: SortedSets,
): void {
  if (count === 0) return
  source.at(reverse ? from + count - 1 : from)
  for (let left = count; ; reverse ? source.backward() : source.forward()) {
    const { bytes, off, len } = source.element
    target.add(bytes, off, len, source.score)
    if (--left === 0) return
  }
}
