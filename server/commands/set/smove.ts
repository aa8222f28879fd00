import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { Database } from '../../keyspace/database.ts'
import { type } from '../../values/type-numbers.ts'
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
    const from = db.write(args, 1)
    const to = db.write(args, 2)
    if (from === 0) return reply.integer(0)
    if (!isSet(db, from) || (to !== 0 && !isSet(db, to))) return reply.error(errors.wrongType)
    const { buf, off, len } = args
    if (args.same(1, 2)) {
      sets.open(db)
      return reply.integer(sets.contains(buf, off[3]!, len[3]!) ? 1 : 0)
    }
    db.writeAgain(args, 1)
    db.changing()
    sets.open(db)
    if (!sets.remove(buf, off[3]!, len[3]!)) return reply.integer(0)
    const emptied = sets.length() === 0
    if (emptied) db.remove()
    ctx.changed(args, 1, 's', 'srem')
    if (emptied) ctx.event(args, 1, 'g', 'del')
    if (arrive(ctx, args)) ctx.changed(args, 2, 's', 'sadd')
    reply.integer(1)
  },
})

function isSet({ records }: Database, ref: number): boolean {
  return records.type(ref) === type.set
}

/** Adds the member to the destination; false when it was there. */
function arrive(ctx: ServerContext, args: Args): boolean {
  const { db } = ctx
  const { sets } = ctx.values
  if (db.writeAgain(args, 2) === 0) createSet(ctx, args, 3, 1)
  else {
    db.changing()
    sets.open(db)
  }
  return sets.add(args.buf, args.off[3]!, args.len[3]!)
}
