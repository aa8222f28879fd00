import { parseSafeInteger } from '../../../shared/bytes/integer.ts'
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { Records } from '../../keyspace/records.ts'
import { encodingOf } from './encoding.ts'
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
    if (!inspect(ctx, args)) return
    // Redis shares the integers 0 to 9999 among keys, unless eviction by LRU or LFU needs a clock for each
    // key.
    const { maxmemoryBytes, maxmemoryPolicy } = server.settings
    const ownClocks = maxmemoryBytes > 0 && /-l[rf]u$/.test(maxmemoryPolicy)
    const { records } = db
    const shared = !ownClocks && encodingOf(records) === 'int' && isShared(records)
    reply.integer(shared ? 2147483647 : 1)
  },
})

function isShared({ valueBytes, valueAt, valueLength }: Records): boolean {
  const n = parseSafeInteger(valueBytes, valueAt, valueLength)
  return n >= 0 && n < 10000
}
