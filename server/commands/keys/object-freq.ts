import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { CLOCK_MASK } from '../../keyspace/records.ts'
import { inspect } from './inspect.ts'

export const objectFreq = command<ServerContext>({
  name: 'FREQ',
  group: 'generic',
  since: '4.0.0',
  arity: 3,
  summary: 'Get the logarithmic access frequency counter of a Redis object',
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
    if (!state.lfu) {
      reply.error(
        'ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when ' +
          'switching between policies at runtime LRU and LFU data will take some time to adjust.',
      )
    } else reply.integer(state.lfuDecayed(db.records.meta & CLOCK_MASK))
  },
})
