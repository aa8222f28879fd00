import { command, oneKey } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { denseRaise } from '../../values/hyperloglog/dense.ts'
import { DENSE, encodingOf, forgetCardinality } from '../../values/hyperloglog/form.ts'
import { sparseGet } from '../../values/hyperloglog/sparse.ts'
import { CORRUPTED, openHyperLogLog, storeHyperLogLog, workbench } from './open-hyperloglog.ts'

export const pfadd = command<ServerContext>({
  name: 'PFADD',
  group: 'hyperloglog',
  since: '2.8.9',
  arity: -2,
  summary: 'Adds the specified elements to the specified HyperLogLog.',
  complexity: 'O(1) to add every element.',
  syntax: 'key [element]...',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'insert'),
  run(ctx, args) {
    const { reply, db } = ctx
    const ref = openHyperLogLog(ctx, ctx.writeString(args, 1))
    if (ref === -1) return
    const { valueBytes, valueAt } = db.records
    const dense = ref !== 0 && encodingOf(valueBytes, valueAt) === DENSE
    const updated = dense ? addInPlace(args, valueBytes, valueAt) : addSparsely(ctx, args, ref)
    if (updated === null) return reply.error(CORRUPTED)
    if (updated > 0) {
      ctx.changed(args, 1, '$', 'pfadd')
      ctx.dirty += updated - 1
    }
    reply.integer(updated > 0 ? 1 : 0)
  },
})

/** Elements that changed a register of the dense HyperLogLog at `bytes[at]`. */
function addInPlace({ argc, buf, off, len }: Args, bytes: Uint8Array, at: number): number {
  let updated = 0
  for (let i = 2; i < argc; i++) {
    workbench.hash(buf, off[i]!, len[i]!)
    if (denseRaise(bytes, at, workbench.index, workbench.rank)) updated++
  }
  if (updated > 0) forgetCardinality(bytes, at)
  return updated
}

/**
 * The same of one that is sparse, or not there yet, which counts as a change; null when its bytes are wrong.
 */
function addSparsely(ctx: ServerContext, args: Args, ref: number): number | null {
  const { argc, buf, off, len } = args
  const { valueBytes, valueAt, valueLength } = ctx.db.records
  const sparseMax = ctx.server.settings.hllSparseMaxBytes
  let updated = 0
  if (ref === 0) {
    workbench.create()
    updated = 1
  }
  for (let i = 2; i < argc; i++) {
    workbench.hash(buf, off[i]!, len[i]!)
    if (updated === 0) {
      // Most of the time nothing changes: no copy is needed to see that.
      const rank = sparseGet(valueBytes, valueAt, valueLength, workbench.index)
      if (rank >= workbench.rank) continue
      if (rank < 0) return null
      workbench.load(valueBytes, valueAt, valueLength)
    }
    const raised = workbench.raise(workbench.index, workbench.rank, sparseMax)
    if (raised === null) return null
    if (raised) updated++
  }
  if (updated === 0) return 0
  workbench.forgetCardinality()
  storeHyperLogLog(ctx, ref)
  return updated
}
