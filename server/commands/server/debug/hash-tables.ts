/** DEBUG HTSTATS and HTSTATS-KEY: how full the hash tables are; what Redis calls a chain is a bucket here. */

import { formatHundredths } from '../../../../shared/bytes/double.ts'
import type { Args } from '../../../../shared/resp/args.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { SLOTS } from '../../../memory/buckets.ts'
import { type as valueType } from '../../../values/type-numbers.ts'
import { encodingOf } from '../../keys/encoding.ts'
import type { DebugSubcommand } from './subcommand.ts'

const HEAD = 'Hash table 0 stats (main hash table):\n'
const EMPTY = 'No stats available for empty dictionaries\n'
const NOT_HASHED = 'ERR The value stored at the specified key is not represented using an hash table'

function htstats({ reply, server }: ServerContext, args: Args): void {
  const index = args.int64(2)
  if (index === null) return reply.error(errors.notInteger)
  const db = server.keyspace.databases[Number(index)]
  if (db === undefined) return reply.error('ERR Out of range database')
  const { table, expires } = db
  const dates = expires.count === 0 ? EMPTY : ` number of elements: ${expires.count}\n`
  reply.verbatim(
    'txt',
    `[Dictionary HT]\n${HEAD}${table.count === 0 ? EMPTY : fillOf(table.fill(), table.count)}` +
      `[Expires HT]\n${HEAD}${dates}`,
  )
}

/** `fill[n]`: how many buckets hold n entries. */
function fillOf(fill: Int32Array, count: number): string {
  const buckets = fill.reduce((sum, n) => sum + n, 0)
  const used = buckets - fill[0]!
  const longest = fill.findLastIndex(n => n > 0)
  const lines = [
    ` table size: ${buckets * SLOTS}`,
    ` number of elements: ${count}`,
    ` different slots: ${used}`,
    ` max chain length: ${longest}`,
    ` avg chain length (counted): ${formatHundredths(count / used)}`,
    ` avg chain length (computed): ${formatHundredths(count / used)}`,
    ' Chain length distribution:',
  ]
  fill.forEach((n, length) => {
    if (n > 0) lines.push(`   ${length}: ${n} (${formatHundredths((n * 100) / buckets)}%)`)
  })
  return `${lines.join('\n')}\n`
}

function htstatsKey({ db, reply, values }: ServerContext, args: Args): void {
  const ref = db.peek(args, 2)
  if (ref === 0) return reply.error(errors.noSuchKey)
  const { records } = db
  const encoding = encodingOf(records)
  if (encoding !== 'hashtable' && encoding !== 'skiplist') return reply.error(NOT_HASHED)
  const bytes = records.footprint(ref, values)
  reply.verbatim(
    'txt',
    `${HEAD} number of elements: ${membersOf(db, values)}\n bytes with members: ${bytes}\n`,
  )
}

function membersOf(db: ServerContext['db'], values: ServerContext['values']): number {
  const { records } = db
  const { sets, hashes, zsets } = values
  const kind = records.type(records.ref)
  const members = kind === valueType.set ? sets : kind === valueType.zset ? zsets : hashes
  members.open(db)
  return members.length()
}

export const hashTableStats: DebugSubcommand[] = [
  {
    name: 'HTSTATS',
    least: 3,
    most: 3,
    help: ['HTSTATS <dbid>', '    Return hash table statistics of the specified Redis database.'],
    run: htstats,
  },
  {
    name: 'HTSTATS-KEY',
    least: 3,
    most: 3,
    help: ['HTSTATS-KEY <key>', "    Like HTSTATS but for the hash table stored at <key>'s value."],
    run: htstatsKey,
  },
]
