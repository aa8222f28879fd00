/** SCAN: what a cursor is, and why no key is missed, is told at Table.scan. */

import { globAll, matchGlob } from '../../../shared/bytes/glob.ts'
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { typeNames } from '../../keyspace/records.ts'

export const scan = command<ServerContext>({
  name: 'SCAN',
  group: 'generic',
  since: '2.8.0',
  arity: -2,
  summary: 'Incrementally iterate the keys space',
  complexity:
    'O(1) for every call. O(N) for a complete iteration, including enough command calls for the ' +
    'cursor to return back to 0. N is the number of elements inside the collection.',
  syntax: 'cursor:integer [MATCH pattern] [COUNT count:integer] [TYPE type@6.0.0]',
  flags: ['readonly'],
  categories: ['@keyspace'],
  tips: ['nondeterministic_output', 'request_policy:special'],
  history: [['6.0.0', 'Added the `TYPE` subcommand.']],
  run(ctx, args) {
    const { db, reply } = ctx
    const { records } = db
    const cursor = parseCursor(args.text(1))
    if (cursor < 0) return reply.error(errors.invalidCursor)
    const options = readOptions(ctx, args)
    if (options === null) return
    const seen: number[] = []
    const emit = (ref: number): void => {
      seen.push(ref)
    }
    let next = cursor
    // Redis's own bound: ten buckets per key wanted.
    let steps = options.count * 10
    do next = db.table.scan(next, emit)
    while (next !== 0 && --steps > 0 && seen.length < options.count)
    const expired: number[] = []
    const found = seen.filter(ref => {
      const expireAt = records.expiry(ref)
      if (expireAt < 0 || expireAt > ctx.now) return matches(ctx, args, ref, options)
      expired.push(ref)
      return false
    })
    reply.array(2)
    reply.bulkText(String(next))
    reply.array(found.length)
    for (const ref of found) {
      records.load(ref)
      reply.bulk(records.bytes, records.keyAt, records.keyLength)
    }
    const { state } = ctx.server.keyspace
    if (!state.isReplica && !state.paused) for (const ref of expired) db.dropExpired(ref)
  },
})

type Options = {
  count: number
  /** Argument of the pattern; 0 for none. */
  pattern: number
  /** Type number; -1 for any, -2 for one that no key has. */
  type: number
}

/** The options, or null after an error. */
function readOptions(ctx: ServerContext, args: Args): Options | null {
  const options = { count: 10, pattern: 0, type: -1 }
  for (let i = 2; i < args.argc; i += 2) {
    if (i + 1 === args.argc) return refuse(ctx, errors.syntax)
    if (args.is(i, 'COUNT')) {
      const count = args.int64(i + 1)
      if (count === null) return refuse(ctx, errors.notInteger)
      if (count < 1n) return refuse(ctx, errors.syntax)
      options.count = Number(count)
    } else if (args.is(i, 'MATCH')) {
      options.pattern = globAll(args.buf, args.off[i + 1]!, args.len[i + 1]!) ? 0 : i + 1
    } else if (args.is(i, 'TYPE')) {
      const index = typeNames.findIndex(name => args.is(i + 1, name.toUpperCase()))
      options.type = index < 0 ? -2 : index
    } else return refuse(ctx, errors.syntax)
  }
  return options
}

function refuse(ctx: ServerContext, error: string): null {
  ctx.reply.error(error)
  return null
}

function matches(ctx: ServerContext, args: Args, ref: number, { pattern, type }: Options): boolean {
  const { records } = ctx.db
  if (type !== -1 && records.type(ref) !== type) return false
  if (pattern === 0) return true
  records.load(ref)
  const { bytes, keyAt, keyLength } = records
  return matchGlob(args.buf, args.off[pattern]!, args.len[pattern]!, bytes, keyAt, keyLength, false)
}

/**
 * Leaves 0..2^40-1, all that a table's cursors use, of the 64 bits that C's strtoul reads; -1 when it would
 * not.
 */
function parseCursor(text: string): number {
  if (text === '') return 0
  if (!/^[+-]?\d+$/.test(text)) return -1
  const value = BigInt(text.replace(/^[+-]/, ''))
  if (value >= 2n ** 64n) return -1
  return Number(BigInt.asUintN(40, text.startsWith('-') ? -value : value))
}
