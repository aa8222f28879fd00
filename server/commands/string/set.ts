/**
 * SET and its options, parsed once for SET alone: GETEX, SETEX and the rest share the expiry rules beside it.
 */
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { EXPIRY_BAD, isExpiry, readExpiry } from './expiry-option.ts'
import { replyOld } from './reply-old.ts'

export const set = command<ServerContext>({
  name: 'SET',
  group: 'string',
  since: '1.0.0',
  arity: -3,
  summary: 'Set the string value of a key',
  complexity: 'O(1)',
  syntax:
    'key value condition=[NX|XX]@2.6.12 [GET@6.2.0] expiration=[EX seconds:integer@2.6.12|PX ' +
    'milliseconds:integer@2.6.12|EXAT unix-time-seconds:unix-time@6.2.0|PXAT ' +
    'unix-time-milliseconds:unix-time@6.2.0|KEEPTTL@6.0.0]',
  flags: ['write', 'denyoom'],
  history: [
    ['2.6.12', 'Added the `EX`, `PX`, `NX` and `XX` options.'],
    ['6.0.0', 'Added the `KEEPTTL` option.'],
    ['6.2.0', 'Added the `GET`, `EXAT` and `PXAT` option.'],
    ['7.0.0', 'Allowed the `NX` and `GET` options to be used together.'],
  ],
  keys: [
    {
      flags: ['RW', 'access', 'update', 'variable_flags'],
      begin: { index: 1 },
      find: { last: 0, step: 1, limit: 0 },
      notes: 'RW and ACCESS due to the optional `GET` argument',
    },
  ],
  getKeys: args => [{ at: 1, flags: readsOld(args) ? ['RW', 'access', 'update'] : ['OW', 'update'] }],
  run(ctx, args) {
    if (args.argc === 3) {
      ctx.db.write(args, 1)
      ctx.db.set(args.buf, args.off[2]!, args.len[2]!, -1)
      ctx.changed(args, 1, '$', 'set')
      ctx.reply.ok()
      return
    }
    setWithOptions(ctx, args)
  },
})

/** Whether GET stands among the options: read loosely, as COMMAND GETKEYSANDFLAGS does. */
function readsOld(args: Args): boolean {
  for (let i = 3; i < args.argc; i++) if (args.is(i, 'GET')) return true
  return false
}

function setWithOptions(ctx: ServerContext, args: Args): void {
  let nx = false
  let xx = false
  let get = false
  let keepTtl = false
  let expiry = 0
  for (let i = 3; i < args.argc; i++) {
    if (!xx && args.is(i, 'NX')) nx = true
    else if (!nx && args.is(i, 'XX')) xx = true
    else if (args.is(i, 'GET')) get = true
    else if (expiry === 0 && args.is(i, 'KEEPTTL')) keepTtl = true
    else if (!keepTtl && isExpiry(args, i, expiry)) expiry = i++
    else return ctx.reply.error(errors.syntax)
  }
  let expireAt = expiry === 0 ? -1 : readExpiry(ctx, args, expiry, 'set')
  if (expireAt === EXPIRY_BAD) return
  const { db, reply } = ctx
  const { records } = db
  if (get && replyOld(ctx, args) === -1) return
  const ref = db.write(args, 1)
  if (ref === 0 ? xx : nx) {
    if (!get) reply.null()
    return
  }
  if (keepTtl && ref !== 0) expireAt = records.expireAt
  db.set(args.buf, args.off[2]!, args.len[2]!, expireAt)
  ctx.changed(args, 1, '$', 'set')
  if (expiry !== 0) {
    ctx.logWords('SET', args.view(1), args.view(2), 'PXAT', String(expireAt))
    ctx.event(args, 1, 'g', 'expire')
  } else if (get) logWithoutGet(ctx, args)
  if (!get) reply.ok()
}

/** A replica has nobody to answer: GET is left out of what it is sent. */
function logWithoutGet(ctx: ServerContext, args: Args): void {
  const words: Uint8Array[] = []
  for (let i = 0; i < args.argc; i++) if (i < 3 || !args.is(i, 'GET')) words.push(args.view(i))
  ctx.logWords(...words)
}
