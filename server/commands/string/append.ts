import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { tooLong } from './length-limit.ts'

export const append = command<ServerContext>({
  name: 'APPEND',
  group: 'string',
  since: '2.0.0',
  arity: 3,
  summary: 'Append a value to a key',
  complexity:
    'O(1). The amortized time complexity is O(1) assuming the appended value is small and the ' +
    'already present value is of any size, since the dynamic string library used by Redis will ' +
    'double the free space available on every reallocation.',
  syntax: 'key value',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'insert'),
  run(ctx, args) {
    const ref = ctx.writeString(args, 1)
    if (ref === -1) return
    const { db, reply } = ctx
    const { records } = db
    const length = args.len[2]!
    const before = ref === 0 ? 0 : records.valueLength
    if (ref === 0) db.set(args.buf, args.off[2]!, length, -1)
    else {
      if (tooLong(ctx, before, length)) return
      db.resize(before + length)
      records.valueBytes.set(args.view(2), records.valueAt + before)
    }
    ctx.changed(args, 1, '$', 'append')
    reply.integer(before + length)
  },
})
