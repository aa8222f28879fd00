/** MEMORY USAGE: bytes of a key with its value: its blocks in the arena and its slot in the table. */
import { command } from '../../../../shared/command/command.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const memoryUsage = command<ServerContext>({
  name: 'USAGE',
  group: 'server',
  since: '4.0.0',
  arity: -3,
  summary: 'Estimate the memory usage of a key',
  complexity: 'O(N) where N is the number of samples.',
  syntax: 'key [SAMPLES count:integer]',
  flags: ['readonly'],
  keys: [{ flags: ['RO'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } }],
  run({ db, reply, values }, args) {
    for (let i = 3; i < args.argc; i += 2) {
      if (!args.is(i, 'SAMPLES') || i + 1 >= args.argc) {
        reply.error(errors.syntax)
        return
      }
      const samples = args.int64(i + 1)
      if (samples === null || samples < 0n) {
        reply.error(samples === null ? errors.notInteger : errors.syntax)
        return
      }
    }
    const ref = db.peek(args, 2)
    if (ref === 0) reply.null()
    else reply.integer(db.records.footprint(ref, values) + SLOT)
  },
})

/** A table slot with its share of tags and room, bytes. */
const SLOT = 8
