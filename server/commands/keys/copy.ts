import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { copyCollection } from '../../keyspace/copy-value.ts'
import type { Database } from '../../keyspace/database.ts'
import { UNSHARED } from '../../values/string-forms.ts'
import { TYPE_BITS } from '../../values/type-numbers.ts'
import { databaseArgument } from './database-argument.ts'
import { encodingOf } from './encoding.ts'

export const copy = command<ServerContext>({
  name: 'COPY',
  group: 'generic',
  since: '6.2.0',
  arity: -3,
  summary: 'Copy a key',
  complexity:
    'O(N) worst case for collections, where N is the number of nested items. O(1) for string values.',
  syntax: 'source:key destination:key#1 [DB destination-db:integer] [REPLACE]',
  flags: ['write', 'denyoom'],
  categories: ['@keyspace'],
  keys: [
    { flags: ['RO', 'access'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
    { flags: ['OW', 'update'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } },
  ],
  run(ctx, args) {
    const { db, reply } = ctx
    let target = db
    let replace = false
    for (let i = 3; i < args.argc; i++) {
      if (args.is(i, 'REPLACE')) replace = true
      else if (args.is(i, 'DB') && i + 1 < args.argc) {
        const named = databaseArgument(ctx, args, ++i)
        if (named === null) return
        target = named
      } else return reply.error(errors.syntax)
    }
    const { buf, off, len } = args
    if (target === db && args.same(1, 2)) {
      return reply.error(errors.sameObject)
    }
    if (db.read(args, 1) === 0) return reply.integer(0)
    if (target.write(args, 2) !== 0) {
      if (!replace) return reply.integer(0)
      target.remove()
    }
    db.peek(args, 1)
    if ((db.records.meta & TYPE_BITS) === 0) copyString(db, target, args)
    else {
      const { keyspace } = ctx.server
      copyCollection(keyspace, db, buf, off[2]!, len[2]!)
      target.write(args, 2)
      target.adoptLoose(keyspace.loose)
    }
    ctx.dirty++
    ctx.alsoChanged(target, args, 2, 'g', 'copy_to')
    reply.integer(1)
  },
})

/** The string that is loaded, to the key at argument 2; as in Redis the copy of an integer is its own. */
function copyString({ records }: Database, target: Database, args: Args): void {
  const { valueBytes, valueAt, valueLength, expireAt } = records
  const encoding = encodingOf(records) === 'int' ? UNSHARED : records.meta & UNSHARED
  target.write(args, 2)
  target.set(valueBytes, valueAt, valueLength, expireAt)
  if (encoding !== 0) records.setWord0(records.ref, (records.meta |= encoding))
}
