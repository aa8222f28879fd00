/** LCS: the longest common subsequence of two strings, its length, or where it lies in them. */

import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { Records } from '../../keyspace/records.ts'
import { type } from '../../values/type-numbers.ts'
import { type CommonSubsequence, longestCommonSubsequence } from './longest-common.ts'

export const lcs = command<ServerContext>({
  name: 'LCS',
  group: 'string',
  since: '7.0.0',
  arity: -3,
  summary: 'Find longest common substring',
  complexity: 'O(N*M) where N and M are the lengths of s1 and s2, respectively',
  syntax: 'key1:key key2:key [LEN] [IDX] [MINMATCHLEN len:integer] [WITHMATCHLEN]',
  flags: ['readonly'],
  keys: [{ flags: ['RO', 'access'], begin: { index: 1 }, find: { last: 1, step: 1, limit: 0 } }],
  run(ctx, args) {
    const { db, reply } = ctx
    const { records } = db
    const first = db.read(args, 1)
    const firstText = first === 0 || records.type(first) === type.string
    const a = first === 0 ? EMPTY : stringOf(records)
    const second = db.read(args, 2)
    if (!firstText || (second !== 0 && records.type(second) !== type.string)) {
      return reply.error('ERR The specified keys must contain string values')
    }
    const b = second === 0 ? EMPTY : stringOf(records)
    const options = readOptions(args)
    if (options === null) return reply.error(errors.syntax)
    if (Number.isNaN(options.minMatchLength)) return reply.error(errors.notInteger)
    if (options.length && options.index) {
      return reply.error('ERR If you want both the length and indexes, please just use IDX.')
    }
    if ((a.length + 1) * (b.length + 1) * 4 > ctx.server.settings.protoMaxBulkLen) {
      return reply.error('ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len')
    }
    const found = longestCommonSubsequence(a, b)
    if (options.length) reply.integer(found.length)
    else if (options.index) replyMatches(ctx, found, options)
    else replyText(ctx, a, found)
  },
})

type Options = { length: boolean; index: boolean; minMatchLength: number; withLength: boolean }

const EMPTY: Uint8Array = Buffer.alloc(0)

function stringOf(records: Records): Uint8Array {
  return records.valueBytes.subarray(records.valueAt, records.valueAt + records.valueLength)
}

/** Null: a syntax error. A MINMATCHLEN that is no integer becomes NaN. */
function readOptions(args: Args): Options | null {
  const options = { length: false, index: false, minMatchLength: 0, withLength: false }
  for (let i = 3; i < args.argc; i++) {
    if (args.is(i, 'IDX')) options.index = true
    else if (args.is(i, 'LEN')) options.length = true
    else if (args.is(i, 'WITHMATCHLEN')) options.withLength = true
    else if (args.is(i, 'MINMATCHLEN') && i + 1 < args.argc) {
      const length = args.int64(++i)
      options.minMatchLength = length === null ? NaN : Number(length)
      if (length === null) return options
    } else return null
  }
  return options
}

function replyText(ctx: ServerContext, a: Uint8Array, found: CommonSubsequence): void {
  const text = Buffer.allocUnsafeSlow(found.length)
  let end = found.length
  for (const { aAt, length } of found.matches) {
    text.set(a.subarray(aAt, aAt + length), end - length)
    end -= length
  }
  ctx.reply.bulkBytes(text)
}

/** The matches, last first, as Redis finds them. */
function replyMatches(ctx: ServerContext, found: CommonSubsequence, options: Options): void {
  const { reply } = ctx
  const matches = found.matches.filter(match => match.length >= options.minMatchLength)
  reply.map(2)
  reply.bulkText('matches')
  reply.array(matches.length)
  for (const { aAt, bAt, length } of matches) {
    reply.array(options.withLength ? 3 : 2)
    for (const at of [aAt, bAt]) {
      reply.array(2)
      reply.integer(at)
      reply.integer(at + length - 1)
    }
    if (options.withLength) reply.integer(length)
  }
  reply.bulkText('len')
  reply.integer(found.length)
}
