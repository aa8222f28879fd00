import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { CLOCK_MASK } from '../../keyspace/records.ts'
import { inspect } from './inspect.ts'

export const objectIdletime = command<ServerContext>({
  name: 'IDLETIME',
  group: 'generic',
  since: '2.2.3',
  arity: 3,
  summary: 'Get the time since a Redis object was last accessed',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly'],
  categories: ['@keyspace'],
  tips: ['nondeterministic_output'],
  keys: [{ flags: ['RO'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } }],
  run(ctx, args) {
    const { db, reply, server } = ctx
    const { state } = server.keyspace
    if (!inspect(ctx, args)) return
    if (state.lfu) {
      reply.error(
        'ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when switching ' +
          'between policies at runtime LRU and LFU data will take some time to adjust.',
      )
    } else reply.integer(state.idleSeconds(db.records.meta & CLOCK_MASK))
  },
})
