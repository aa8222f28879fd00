/** PFDEBUG: GETREG and TODENSE make a sparse HyperLogLog dense, which is a change. */
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { denseGet } from '../../values/hyperloglog/dense.ts'
import { REGISTERS } from '../../values/hyperloglog/form.ts'
import { CORRUPTED, openHyperLogLog, storeHyperLogLog, workbench } from './open-hyperloglog.ts'

export const pfdebug = command<ServerContext>({
  name: 'PFDEBUG',
  group: 'hyperloglog',
  since: '2.8.9',
  arity: 3,
  summary: 'Internal commands for debugging HyperLogLog values',
  complexity: 'N/A',
  syntax: 'subcommand key',
  flags: ['write', 'denyoom', 'admin'],
  system: true,
  keys: [{ flags: ['RW', 'access'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } }],
  run(ctx, args) {
    const { reply, db } = ctx
    const found = ctx.writeString(args, 2)
    if (found === 0) return reply.error('ERR The specified key does not exist')
    const ref = openHyperLogLog(ctx, found)
    if (ref === -1) return
    workbench.load(db.records.valueBytes, db.records.valueAt, db.records.valueLength)
    if (args.is(1, 'ENCODING')) return reply.status(workbench.isSparse ? 'sparse' : 'dense')
    if (args.is(1, 'DECODE')) {
      if (!workbench.isSparse) return reply.error('ERR HLL encoding is not sparse')
      return reply.bulkText(workbench.describe())
    }
    const lists = args.is(1, 'GETREG')
    if (!lists && !args.is(1, 'TODENSE')) {
      return reply.error(`ERR Unknown PFDEBUG subcommand '${args.text(1)}'`)
    }
    const converts = workbench.isSparse
    if (converts && !makeDense(ctx, args, ref)) return reply.error(CORRUPTED)
    if (!lists) return reply.integer(converts ? 1 : 0)
    reply.array(REGISTERS)
    for (let i = 0; i < REGISTERS; i++) reply.integer(denseGet(workbench.bytes, 0, i))
  },
})

function makeDense(ctx: ServerContext, args: Args, ref: number): boolean {
  if (!workbench.makeDense()) return false
  storeHyperLogLog(ctx, ref)
  ctx.changedSilently(args, 2)
  return true
}
