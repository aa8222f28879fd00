import { command, oneKey } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readLong } from '../long-argument.ts'
import { dropIfEmpty } from './pop-elements.ts'

export const lrem = command<ServerContext>({
  name: 'LREM',
  group: 'list',
  since: '1.0.0',
  arity: 4,
  summary: 'Remove elements from a list',
  complexity: 'O(N+M) where N is the length of the list and M is the number of elements removed.',
  syntax: 'key count:integer element',
  flags: ['write'],
  keys: oneKey('RW', 'delete'),
  run(ctx, args) {
    const count = readLong(ctx, args, 2)
    if (Number.isNaN(count)) return
    const ref = ctx.writeList(args, 1)
    if (ref === -1) return
    const removed = ref === 0 ? 0 : removeEqual(ctx, args, count)
    ctx.reply.integer(removed)
    if (removed === 0) return
    ctx.changed(args, 1, 'l', 'lrem')
    ctx.dirty += removed - 1
    dropIfEmpty(ctx, args, 1)
  },
})

/**
 * Removes `count` elements (0: all) equal to argument 3, from the end backwards when negative; answers how
 * many.
 */
function removeEqual(ctx: ServerContext, args: Args, count: number): number {
  const { lists } = ctx.values
  const backward = count < 0
  const most = count === 0 ? Number.POSITIVE_INFINITY : Math.abs(count)
  lists.open(ctx.db)
  lists.aim(args.buf, args.off[3]!, args.len[3]!)
  let removed = 0
  let more = lists.seek(backward ? lists.length() - 1 : 0)
  while (more && removed < most) {
    if (lists.matches()) {
      more = lists.remove(backward)
      removed++
    } else more = backward ? lists.previous() : lists.next()
  }
  return removed
}
