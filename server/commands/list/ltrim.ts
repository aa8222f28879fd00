import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readLong } from '../long-argument.ts'
import { dropIfEmpty } from './pop-elements.ts'

export const ltrim = command<ServerContext>({
  name: 'LTRIM',
  group: 'list',
  since: '1.0.0',
  arity: 4,
  summary: 'Trim a list to the specified range',
  complexity: 'O(N) where N is the number of elements to be removed by the operation.',
  syntax: 'key start:integer stop:integer',
  flags: ['write'],
  keys: oneKey('RW', 'delete'),
  run(ctx, args) {
    let start = readLong(ctx, args, 2)
    if (Number.isNaN(start)) return
    let stop = readLong(ctx, args, 3)
    if (Number.isNaN(stop)) return
    const ref = ctx.writeList(args, 1)
    if (ref === -1) return
    ctx.reply.ok()
    if (ref === 0) return
    const { lists } = ctx.values
    lists.open(ctx.db)
    const length = lists.length()
    if (start < 0) start = Math.max(0, start + length)
    stop = Math.min(stop < 0 ? stop + length : stop, length - 1)
    const kept = Math.max(0, stop - start + 1)
    if (kept > 0) {
      lists.removeRange(0, start)
      lists.removeRange(kept, length - 1 - stop)
    }
    // Told of even when nothing went, but then not logged.
    ctx.changed(args, 1, 'l', 'ltrim')
    ctx.dirty += length - kept - 1
    dropIfEmpty(ctx, args, 1, kept === 0)
  },
})
