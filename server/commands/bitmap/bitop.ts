/** BITOP: DIFF, DIFF1, ANDOR and ONE as Redis 8.2 has them; the others are older. */
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type BitOperation, type BitSource, combineBits } from '../../values/string/combine-bits.ts'
import { RAW } from '../../values/string-forms.ts'
import { type } from '../../values/type-numbers.ts'
import { storeNothing, storeResult } from '../keys/store-result.ts'

const OPERATIONS: readonly BitOperation[] = ['AND', 'OR', 'XOR', 'NOT', 'DIFF', 'DIFF1', 'ANDOR', 'ONE']

export const bitop = command<ServerContext>({
  name: 'BITOP',
  group: 'bitmap',
  since: '2.6.0',
  arity: -4,
  summary: 'Perform bitwise operations between strings',
  complexity: 'O(N)',
  syntax: 'operation destkey:key#0 key#1...',
  flags: ['write', 'denyoom'],
  keys: [
    { flags: ['OW', 'update'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } },
    { flags: ['RO', 'access'], begin: { index: 3 }, find: { last: -1, step: 1, limit: 0 } },
  ],
  run(ctx, args) {
    const { reply } = ctx
    const operation = OPERATIONS.find(name => args.is(1, name))
    if (operation === undefined) return reply.error(errors.syntax)
    const refusal = wrongCount(operation, args.argc - 3)
    if (refusal !== null) return reply.error(refusal)
    const sources = readSources(ctx, args)
    if (sources === null) return
    let length = 0
    for (const source of sources) length = Math.max(length, source.length)
    if (length === 0) return storeNothing(ctx, args, 2)
    const { loose } = ctx.server.keyspace
    loose.begin(type.string, args.buf, args.off[2]!, args.len[2]!, -1, length)
    loose.setEncoding(RAW)
    combineBits(operation, sources, loose.records.valueBytes, loose.records.valueAt)
    storeResult(ctx, args, 2, length, '$', 'set')
  },
})

function wrongCount(operation: BitOperation, keys: number): string | null {
  if (operation === 'NOT' && keys !== 1) return 'ERR BITOP NOT must be called with a single source key.'
  const needsTwo = operation === 'DIFF' || operation === 'DIFF1' || operation === 'ANDOR'
  return needsTwo && keys < 2 ? `ERR BITOP ${operation} must be called with at least two source keys.` : null
}

/** The strings at arguments 3 and up; null when one is of another type and the error was given. */
function readSources(ctx: ServerContext, args: Args): BitSource[] | null {
  const sources: BitSource[] = []
  for (let i = 3; i < args.argc; i++) {
    const ref = ctx.readString(args, i)
    if (ref === -1) return null
    const { valueBytes, valueAt, valueLength } = ctx.db.records
    sources.push({ bytes: valueBytes, at: valueAt, length: ref === 0 ? 0 : valueLength })
  }
  return sources
}
