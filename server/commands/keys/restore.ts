/** RESTORE: a value from its DUMP. */
import { command, oneKey } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { CLOCK_MASK } from '../../keyspace/records.ts'
import { dumpType, readDumpString, verifyDumpPayload } from '../../persistence/rdb/dump-payload.ts'
import type { ByteSlice } from '../../persistence/rdb/rdb-cursor.ts'
import { TYPE_STRING } from '../../persistence/rdb/rdb-format.ts'
import { isPastAlready } from '../past-already.ts'

/** The last time that a record can hold: the double below 2^63. */
const LATEST = 2 ** 63 - 1024

export const restore = command<ServerContext>({
  name: 'RESTORE',
  group: 'generic',
  since: '2.6.0',
  arity: -4,
  summary: 'Create a key using the provided serialized value, previously obtained using DUMP.',
  complexity:
    'O(1) to create the new key and additional O(N*M) to reconstruct the serialized value, where N ' +
    'is the number of Redis objects composing the value and M their average size. For small string ' +
    'values the time complexity is thus O(1)+O(1*M) where M is small, so simply O(1). However for ' +
    'sorted set values the complexity is O(N*M*log(N)) because inserting values into sorted sets is ' +
    'O(log(N)).',
  syntax:
    'key ttl:integer serialized-value [REPLACE@3.0.0] [ABSTTL@5.0.0] [IDLETIME ' +
    'seconds:integer@5.0.0] [FREQ frequency:integer@5.0.0]',
  flags: ['write', 'denyoom'],
  categories: ['@keyspace', '@dangerous'],
  history: [
    ['3.0.0', 'Added the `REPLACE` modifier.'],
    ['5.0.0', 'Added the `ABSTTL` modifier.'],
    ['5.0.0', 'Added the `IDLETIME` and `FREQ` options.'],
  ],
  keys: oneKey('OW', 'update'),
  run(ctx, args) {
    const { db, reply, server } = ctx
    const options = readOptions(ctx, args)
    if (options === null) return
    const exists = db.write(args, 1) !== 0
    if (exists && !options.replace) return reply.error('BUSYKEY Target key name already exists.')
    const ttl = args.int64(2)
    if (ttl === null) return reply.error(errors.notInteger)
    if (ttl < 0n) return reply.error('ERR Invalid TTL value, must be >= 0')
    const expires = ttl > 0n
    const at = expiryTime(ttl, options.absolute ? 0 : ctx.now)
    const value = readValue(ctx, args, expires ? at : -1)
    if (value === null) return
    const { loose } = server.keyspace
    if (expires && isPastAlready(ctx, at)) {
      if (value === COLLECTION) loose.discard()
      if (exists) {
        db.remove()
        ctx.changed(args, 1, 'g', 'del')
        ctx.logWords('DEL', args.view(1))
      }
      return reply.ok()
    }
    if (exists) {
      db.remove()
      db.write(args, 1)
    }
    if (value === COLLECTION) db.adoptLoose(loose)
    else db.set(value.bytes, value.off, value.len, expires ? at : -1)
    setClock(ctx, options)
    ctx.changed(args, 1, 'g', 'restore')
    if (expires && !options.absolute) logAbsolute(ctx, args, at)
    reply.ok()
  },
})

/** Beyond 64 bits the sum wraps in Redis, and is a time long past. */
function expiryTime(ttl: bigint, from: number): number {
  return ttl + BigInt(from) >= 2n ** 63n ? 0 : Math.min(Number(ttl) + from, LATEST)
}

type Options = {
  replace: boolean
  absolute: boolean
  /** Seconds; -1 for none. */
  idle: number
  /** LFU counter; -1 for none. */
  freq: number
}

/** The options, or null after an error. */
function readOptions(ctx: ServerContext, args: Args): Options | null {
  const options = { replace: false, absolute: false, idle: -1, freq: -1 }
  for (let i = 4; i < args.argc; i++) {
    const more = i + 1 < args.argc
    if (args.is(i, 'REPLACE')) options.replace = true
    else if (args.is(i, 'ABSTTL')) options.absolute = true
    else if (args.is(i, 'IDLETIME') && more && options.freq === -1) {
      const idle = args.int64(++i)
      if (idle === null) return refuse(ctx, errors.notInteger)
      if (idle < 0n) return refuse(ctx, 'ERR Invalid IDLETIME value, must be >= 0')
      options.idle = Number(idle)
    } else if (args.is(i, 'FREQ') && more && options.idle === -1) {
      const freq = args.int64(++i)
      if (freq === null) return refuse(ctx, errors.notInteger)
      if (freq < 0n || freq > 255n) return refuse(ctx, 'ERR Invalid FREQ value, must be >= 0 and <= 255')
      options.freq = Number(freq)
    } else return refuse(ctx, errors.syntax)
  }
  return options
}

function refuse(ctx: ServerContext, error: string): null {
  ctx.reply.error(error)
  return null
}

/** Says that the value is a collection, in the keyspace's loose record. */
const COLLECTION = 'collection'

/** The value in the payload, or null after an error. */
function readValue(ctx: ServerContext, args: Args, expireAt: number): ByteSlice | typeof COLLECTION | null {
  const { buf } = args
  const off = args.off[3]!
  const len = args.len[3]!
  if (!verifyDumpPayload(buf, off, len, !ctx.server.skipChecksums)) {
    return refuse(ctx, 'ERR DUMP payload version or checksum are wrong')
  }
  const type = dumpType(buf, off, len)
  if (type === TYPE_STRING) return readDumpString(buf, off, len) ?? refuse(ctx, 'ERR Bad data format')
  const { payloads } = ctx.server.keyspace
  if (ctx.server.store.text('sanitize-dump-payload') !== 'no') ctx.server.stats.payloadChecks++
  if (!payloads.read(type, buf, off, len, args.view(1), expireAt)) return refuse(ctx, 'ERR Bad data format')
  return COLLECTION
}

/**
 * Makes the key as idle, or as often used, as the options say; each only under the policy that goes by it.
 */
function setClock(ctx: ServerContext, { idle, freq }: Options): void {
  const { records } = ctx.db
  const { state } = ctx.server.keyspace
  if (state.lfu && freq >= 0) records.setClock(records.ref, state.lfuClock(freq))
  if (!state.lfu && idle >= 0) {
    records.setClock(records.ref, (state.clock - Math.min(idle, CLOCK_MASK >>> 1)) & CLOCK_MASK)
  }
}

function logAbsolute(ctx: ServerContext, args: Args, at: number): void {
  const words: (string | Uint8Array)[] = ['RESTORE', args.view(1), String(at)]
  for (let i = 3; i < args.argc; i++) words.push(args.view(i))
  ctx.logWords(...words, 'ABSTTL')
}
