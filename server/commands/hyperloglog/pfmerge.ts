import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { REGISTERS } from '../../values/hyperloglog/form.ts'
import {
  CORRUPTED,
  mergeKeys,
  openHyperLogLog,
  ranks,
  storeHyperLogLog,
  workbench,
} from './open-hyperloglog.ts'

export const pfmerge = command<ServerContext>({
  name: 'PFMERGE',
  group: 'hyperloglog',
  since: '2.8.9',
  arity: -2,
  summary: 'Merge N different HyperLogLogs into a single one.',
  complexity: 'O(N) to merge N HyperLogLogs, but with high constant times.',
  syntax: 'destkey:key sourcekey:key#1...',
  flags: ['write', 'denyoom'],
  keys: [
    { flags: ['RW', 'access', 'insert'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
    { flags: ['RO', 'access'], begin: { index: 2 }, find: { last: -1, step: 1, limit: 0 } },
  ],
  run(ctx, args) {
    const { reply } = ctx
    const merged = mergeKeys(ctx, args, 1)
    if (merged === null) return
    const ref = openHyperLogLog(ctx, ctx.writeString(args, 1))
    if (ref === -1) return
    const { valueBytes, valueAt, valueLength } = ctx.db.records
    if (ref === 0) workbench.create()
    else workbench.load(valueBytes, valueAt, valueLength)
    if (merged.dense && workbench.isSparse && !workbench.makeDense()) return reply.error(CORRUPTED)
    const sparseMax = ctx.server.settings.hllSparseMaxBytes
    for (let i = 0; i < REGISTERS; i++) {
      const rank = ranks[i]!
      if (rank > 0 && workbench.raise(i, rank, sparseMax) === null) return reply.error(CORRUPTED)
    }
    workbench.forgetCardinality()
    storeHyperLogLog(ctx, ref)
    ctx.changed(args, 1, '$', 'pfadd')
    reply.ok()
  },
})
