/** HSETEX: its options may come in any order, and end with FIELDS. Logged with an absolute time. */
import { command, oneKey } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { wrongArity } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { DELETED, expireField } from './expire-fields.ts'
import { readFieldTime } from './field-time.ts'
import { findField, tellExpired } from './find-field.ts'
import { dropEmpty, openToWrite, retime } from './open-hash.ts'
import { prepareFor, setField } from './set-fields.ts'

const INT_MAX = 2n ** 31n - 1n
const TIMES = ['EX', 'PX', 'EXAT', 'PXAT'] as const

type Options = {
  condition: 'FNX' | 'FXX' | null
  keepTtl: boolean
  /** Argument of the time's word, 0 for none, and the time. */
  timeAt: number
  time: number
  /** Where the first field stands. */
  first: number
}

export const hsetex = command<ServerContext>({
  name: 'HSETEX',
  group: 'hash',
  since: '8.0.0',
  arity: -6,
  summary: 'Set the value of one or more fields of a given hash key, and optionally set their expiration.',
  complexity: 'O(N) where N is the number of fields being set.',
  syntax:
    'key condition=[FNX|FXX] expiration=[EX seconds:integer|PX milliseconds:integer|EXAT ' +
    'unix-time-seconds:unix-time|PXAT unix-time-milliseconds:unix-time|KEEPTTL] ' +
    'fields=FIELDS (numfields:integer data=(field value)...)',
  flags: ['write', 'denyoom', 'fast'],
  keys: oneKey('RW', 'update'),
  run(ctx, args) {
    const options = readOptions(ctx, args)
    if (options === null || !openToWrite(ctx, args)) return
    const expired: Uint8Array[] = []
    const holds = conditionHolds(ctx, args, options, expired)
    tellExpired(ctx, args, expired)
    if (!holds) {
      dropEmpty(ctx, args)
      return ctx.reply.integer(0)
    }
    // What is set at once already is set once more, with its time.
    prepareFor(ctx, args, options.first)
    const deleted = setAll(ctx, args, options)
    ctx.changed(args, 1, 'h', 'hset')
    ctx.dirty += ((args.argc - options.first) >>> 1) - 1
    if (options.timeAt !== 0) ctx.event(args, 1, 'h', deleted.length > 0 ? 'hdel' : 'hexpire')
    if (options.timeAt !== 0) retime(ctx)
    dropEmpty(ctx, args)
    if (deleted.length > 0) ctx.logWords('HDEL', args.view(1), ...deleted)
    else if (options.timeAt !== 0 && !args.is(options.timeAt, 'PXAT')) logAbsolute(ctx, args, options)
    ctx.reply.integer(1)
  },
})

/** The options, or null after an error. */
function readOptions(ctx: ServerContext, args: Args): Options | null {
  const options: Options = { condition: null, keepTtl: false, timeAt: 0, time: 0, first: 0 }
  for (let i = 2; i < args.argc; i++) {
    if (args.is(i, 'FIELDS')) return readFields(ctx, args, i, options)
    const word = TIMES.find(time => args.is(i, time))
    if (word !== undefined || args.is(i, 'KEEPTTL')) {
      if (options.keepTtl || options.timeAt !== 0) {
        return refuse(ctx, 'ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified')
      }
      if (word === undefined) options.keepTtl = true
      else if (!readTime(ctx, args, i++, word, options)) return null
    } else if (args.is(i, 'FXX') || args.is(i, 'FNX')) {
      if (options.condition !== null) {
        return refuse(ctx, 'ERR Only one of FXX or FNX arguments can be specified')
      }
      options.condition = args.is(i, 'FXX') ? 'FXX' : 'FNX'
    } else return refuse(ctx, `ERR unknown argument: ${args.text(i)}`)
  }
  return refuse(ctx, wrongArity('hsetex'))
}

function readTime(
  ctx: ServerContext,
  args: Args,
  i: number,
  word: (typeof TIMES)[number],
  options: Options,
): boolean {
  if (i + 1 === args.argc) {
    refuse(ctx, 'ERR missing expire time')
    return false
  }
  options.timeAt = i
  options.time = readFieldTime(ctx, args, i + 1, word.startsWith('EX'), !word.endsWith('AT'), 'hsetex')
  return options.time >= 0
}

/** FIELDS stands at argument i; the rest of the request belongs to it. */
function readFields(ctx: ServerContext, args: Args, i: number, options: Options): Options | null {
  if (i >= args.argc - 3) return refuse(ctx, wrongArity('hsetex'))
  const count = args.int64(i + 1)
  if (count === null || count < 1n || count > INT_MAX) return refuse(ctx, 'ERR invalid number of fields')
  if (Number(count) * 2 !== args.argc - i - 2) return refuse(ctx, wrongArity('hsetex'))
  options.first = i + 2
  return options
}

function refuse(ctx: ServerContext, error: string): null {
  ctx.reply.error(error)
  return null
}

function conditionHolds(
  ctx: ServerContext,
  args: Args,
  { condition, first }: Options,
  expired: Uint8Array[],
): boolean {
  if (condition === null) return true
  for (let i = first; i < args.argc; i += 2) {
    if (findField(ctx, args, i, expired) !== (condition === 'FXX')) return false
  }
  return true
}

/** Sets every field, with its time; gives those that were deleted again because that has passed. */
function setAll(ctx: ServerContext, args: Args, { first, keepTtl, timeAt, time }: Options): Uint8Array[] {
  const deleted: Uint8Array[] = []
  const { hashes } = ctx.values
  for (let i = first; i < args.argc; i += 2) {
    // As in Redis a time that has passed is kept, too: the field is then no more to be seen than before.
    setField(ctx, args, i, keepTtl)
    if (timeAt === 0) continue
    hashes.find(args.buf, args.off[i]!, args.len[i]!)
    if (expireField(ctx, args, i, time, null) === DELETED) deleted.push(args.view(i))
  }
  return deleted
}

function logAbsolute(ctx: ServerContext, args: Args, { timeAt, time }: Options): void {
  const words: (string | Uint8Array)[] = []
  for (let i = 0; i < args.argc; i++) {
    words.push(i === timeAt ? 'PXAT' : i === timeAt + 1 ? String(time) : args.view(i))
  }
  ctx.logWords(...words)
}
