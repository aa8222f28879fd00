import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

export const swapdb = command<ServerContext>({
  name: 'SWAPDB',
  group: 'server',
  since: '4.0.0',
  arity: 3,
  summary: 'Swaps two Redis databases',
  complexity: 'O(N) where N is the count of clients watching or blocking on keys from both databases.',
  syntax: 'index1:integer index2:integer',
  flags: ['write', 'fast'],
  categories: ['@keyspace', '@dangerous'],
  run(ctx, args) {
    const { keyspace, watches } = ctx.server
    const first = readIndex(ctx, args, 1, 'ERR invalid first DB index')
    if (Number.isNaN(first)) return
    const second = readIndex(ctx, args, 2, 'ERR invalid second DB index')
    if (Number.isNaN(second)) return
    const a = keyspace.databases[first]
    const b = keyspace.databases[second]
    if (a === undefined || b === undefined) return ctx.reply.error(errors.dbIndex)
    if (a !== b) watches.exchanged(first, second)
    keyspace.swap(a, b)
    ctx.dirty++
    ctx.reply.ok()
  },
})

/** The number at argument i, of a database or not; NaN after an error, which any 32-bit number avoids. */
function readIndex(ctx: ServerContext, args: Args, i: number, error: string): number {
  const index = args.integer(i)
  if (index === (index | 0)) return index
  ctx.reply.error(error)
  return Number.NaN
}
