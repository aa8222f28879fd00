import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type } from '../../keyspace/records.ts'
import { createSet } from './create-set.ts'

export const smove = command<ServerContext>({
  name: 'SMOVE',
  group: 'set',
  since: '1.0.0',
  arity: 4,
  summary: 'Move a member from one set to another',
  complexity: 'O(1)',
  syntax: 'source:key destination:key#1 member',
  flags: ['write', 'fast'],
  keys: [
    { flags: ['RW', 'access', 'delete'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
    { flags: ['RW', 'insert'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } },
  ],
  run(ctx, args) {
    const { db, reply } = ctx
    const { sets } = ctx.values
    if (db.write(args, 1) === 0) {
      db.write(args, 2)
      return reply.integer(0)
    }
    const to = db.write(args, 2)
    const toIsSet = to === 0 || db.records.type(to) === type.set
    if (ctx.writeSet(args, 1) === -1) return
    if (!toIsSet) return reply.error(errors.wrongType)
    sets.open(db)
    const { buf, off, len } = args
    if (args.same(1, 2)) {
      return reply.integer(sets.contains(buf, off[3]!, len[3]!) ? 1 : 0)
    }
    if (!sets.remove(buf, off[3]!, len[3]!)) return reply.integer(0)
    const emptied = sets.length() === 0
    if (emptied) db.remove()
    ctx.changed(args, 1, 's', 'srem')
    if (emptied) ctx.event(args, 1, 'g', 'del')
    if (arrive(ctx, args)) ctx.changed(args, 2, 's', 'sadd')
    reply.integer(1)
  },
})

/** Adds the member to the destination; false when it was there. */
function arrive(ctx: ServerContext, args: Args): boolean {
  if (ctx.writeSet(args, 2) === 0) createSet(ctx, args, 3, 1)
  else ctx.values.sets.open(ctx.db)
  return ctx.values.sets.add(args.buf, args.off[3]!, args.len[3]!)
}
