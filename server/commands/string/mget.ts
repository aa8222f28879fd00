import { command, manyKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type } from '../../values/type-numbers.ts'

export const mget = command<ServerContext>({
  name: 'MGET',
  group: 'string',
  since: '1.0.0',
  arity: -2,
  summary: 'Get the values of all the given keys',
  complexity: 'O(N) where N is the number of keys to retrieve.',
  syntax: 'key...',
  flags: ['readonly', 'fast'],
  tips: ['request_policy:multi_shard'],
  keys: manyKeys(1, 1, 'RO', 'access'),
  run(ctx, args) {
    const { db, reply } = ctx
    const { records } = db
    reply.array(args.argc - 1)
    for (let i = 1; i < args.argc; i++) {
      const ref = db.read(args, i)
      if (ref === 0 || records.type(ref) !== type.string) reply.null()
      else reply.bulk(records.valueBytes, records.valueAt, records.valueLength)
    }
  },
})
