/** PFCOUNT: of one key the cardinality is kept in the value, which is a change of it and goes to replicas. */
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { cacheCardinality, cachedCardinality, exactCardinality } from '../../values/hyperloglog/form.ts'
import { CORRUPTED, mergeKeys, openHyperLogLog, ranks, workbench } from './open-hyperloglog.ts'

export const pfcount = command<ServerContext>({
  name: 'PFCOUNT',
  group: 'hyperloglog',
  since: '2.8.9',
  arity: -2,
  summary: 'Return the approximated cardinality of the set(s) observed by the HyperLogLog at key(s).',
  complexity:
    'O(1) with a very small average constant time when called with a single key. O(N) with N being the ' +
    'number of keys, and much bigger constant times, when called with multiple keys.',
  syntax: 'key...',
  flags: ['readonly', 'may_replicate'],
  keys: [
    {
      flags: ['RW', 'access'],
      begin: { index: 1 },
      find: { last: -1, step: 1, limit: 0 },
      notes: 'RW because it may change the internal representation of the key, and propagate to replicas',
    },
  ],
  run(ctx, args) {
    const { db, reply } = ctx
    if (args.argc > 2) {
      if (mergeKeys(ctx, args, 1) !== null) reply.integer(workbench.countRanks(ranks))
      return
    }
    const ref = openHyperLogLog(ctx, ctx.readString(args, 1))
    if (ref === -1) return
    if (ref === 0) return reply.integer(0)
    const { valueBytes, valueAt, valueLength } = db.records
    const cached = cachedCardinality(valueBytes, valueAt)
    if (cached > Number.MAX_SAFE_INTEGER) return reply.bigInteger(exactCardinality(valueBytes, valueAt))
    if (cached >= 0) return reply.integer(cached)
    const cardinality = workbench.count(valueBytes, valueAt, valueLength)
    if (cardinality < 0) return reply.error(CORRUPTED)
    db.writeAgain(args, 1)
    cacheCardinality(db.records.valueBytes, db.records.valueAt, cardinality)
    ctx.changedSilently(args, 1)
    reply.integer(cardinality)
  },
})
