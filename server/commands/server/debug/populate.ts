/**
 * DEBUG POPULATE: string keys `prefix:n` that hold `value:n`, padded with zero bytes to a size; not
 * replicated.
 */
import { Args } from '../../../../shared/resp/args.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { tooLong } from '../../string/length-limit.ts'
import type { DebugSubcommand } from './subcommand.ts'

function run(ctx: ServerContext, args: Args): void {
  const { db, reply } = ctx
  const count = args.integer(2)
  const size = args.argc === 5 ? args.integer(4) : 0
  if (!(count >= 0 && size >= 0)) {
    reply.error(errors.positive)
    return
  }
  if (tooLong(ctx, 0, size)) return
  const prefix = args.argc >= 4 ? args.text(3) : 'key'
  for (let n = 0; n < count; n++) {
    const key = Args.of(`${prefix}:${n}`)
    if (db.write(key, 0) !== 0) continue
    const text = Buffer.from(`value:${n}`, 'latin1')
    const value = Buffer.alloc(size === 0 ? text.length : size)
    text.copy(value)
    db.set(value, 0, value.length, -1)
  }
  reply.ok()
}

export const debugPopulate: DebugSubcommand = {
  name: 'POPULATE',
  least: 3,
  most: 5,
  help: [
    'POPULATE <count> [<prefix>] [<size>]',
    '    Create <count> string keys named key:<num>. If <prefix> is specified then',
    "    it is used instead of the 'key' prefix. These are not propagated to",
    '    replicas. Cluster slots are not respected so keys not belonging to the',
    '    current node can be created in cluster mode.',
  ],
  run,
}
