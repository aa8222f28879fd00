/** SCAN: what a cursor is, and why no key is missed, is told at Table.scan. */
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { hasPassed } from '../../values/has-passed.ts'
import { gatherScan, matchesScan, readCursor, readScanOptions, type ScanOptions } from './scan-options.ts'

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
    const cursor = readCursor(ctx, args, 1)
    if (cursor < 0) return
    const options = readScanOptions(ctx, args, 2, 'TYPE')
    if (options === null) return
    const seen: number[] = []
    const next = gatherScan(cursor, options.count, seen, (at, emit) => db.table.scan(at, emit))
    const expired: number[] = []
    const found = seen.filter(ref => {
      const expireAt = records.expiry(ref)
      if (expireAt < 0 || !hasPassed(expireAt, ctx.now)) return matches(ctx, args, ref, options)
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

function matches(ctx: ServerContext, args: Args, ref: number, { pattern, type }: ScanOptions): boolean {
  const { records } = ctx.db
  if (type !== -1 && records.type(ref) !== type) return false
  if (pattern === 0) return true
  records.load(ref)
  return matchesScan(args, pattern, records.bytes, records.keyAt, records.keyLength)
}
