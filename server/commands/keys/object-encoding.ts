import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { encodingOf } from './encoding.ts'
import { inspect } from './inspect.ts'

export const objectEncoding = command<ServerContext>({
  name: 'ENCODING',
  group: 'generic',
  since: '2.2.3',
  arity: 3,
  summary: 'Inspect the internal encoding of a Redis object',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly'],
  categories: ['@keyspace'],
  tips: ['nondeterministic_output'],
  keys: [{ flags: ['RO'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } }],
  run(ctx, args) {
    if (inspect(ctx, args)) ctx.reply.bulkText(encodingOf(ctx.db.records))
  },
})
