import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { dumpValue } from '../../persistence/rdb/dump-payload.ts'

export const dump = command<ServerContext>({
  name: 'DUMP',
  group: 'generic',
  since: '2.6.0',
  arity: 2,
  summary: 'Return a serialized version of the value stored at the specified key.',
  complexity:
    'O(1) to access the key and additional O(N*M) to serialize it, where N is the number of Redis ' +
    'objects composing the value and M their average size. For small string values the time ' +
    'complexity is thus O(1)+O(1*M) where M is small, so simply O(1).',
  syntax: 'key',
  flags: ['readonly'],
  categories: ['@keyspace'],
  tips: ['nondeterministic_output'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const { db, reply } = ctx
    const ref = db.read(args, 1)
    if (ref === 0) return reply.null()
    reply.bulkBytes(dumpValue(ctx.values, db, ctx.server.store.bool('rdbcompression')))
  },
})
