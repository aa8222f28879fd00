import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { refcountOf } from './encoding.ts'
import { inspect } from './inspect.ts'

export const objectRefcount = command<ServerContext>({
  name: 'REFCOUNT',
  group: 'generic',
  since: '2.2.3',
  arity: 3,
  summary: 'Get the number of references to the value of the key',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly'],
  categories: ['@keyspace'],
  tips: ['nondeterministic_output'],
  keys: [{ flags: ['RO'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } }],
  run(ctx, args) {
    const { db, reply, server } = ctx
    if (inspect(ctx, args)) reply.integer(refcountOf(db.records, server.settings))
  },
})
