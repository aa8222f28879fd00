/** HGETEX: is never logged as it is, but as the HPEXPIREAT, HPERSIST or HDEL that it comes to. */
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { isPastAlready } from '../past-already.ts'
import { expireField } from './expire-fields.ts'
import { firstField, logFields } from './field-list.ts'
import { readFieldTime } from './field-time.ts'
import { findField, tellExpired } from './find-field.ts'
import { dropEmpty, openToWrite, retime } from './open-hash.ts'

export const hgetex = command<ServerContext>({
  name: 'HGETEX',
  group: 'hash',
  since: '8.0.0',
  arity: -5,
  summary: 'Get the value of one or more fields of a given hash key, and optionally set their expiration.',
  complexity: 'O(N) where N is the number of specified fields',
  syntax:
    'key expiration=[EX seconds:integer|PX milliseconds:integer|EXAT unix-time-seconds:unix-time|PXAT ' +
    'unix-time-milliseconds:unix-time|PERSIST] fields=FIELDS (numfields:integer field...)',
  flags: ['write', 'fast'],
  keys: [
    {
      flags: ['RW', 'access', 'update'],
      begin: { index: 1 },
      find: { last: 0, step: 1, limit: 0 },
      notes: 'RW and UPDATE because it changes the TTL',
    },
  ],
  run(ctx, args) {
    if (!openToWrite(ctx, args)) return
    const persist = args.is(2, 'PERSIST')
    const seconds = args.is(2, 'EX') || args.is(2, 'EXAT')
    const relative = args.is(2, 'EX') || args.is(2, 'PX')
    const expire = seconds || relative || args.is(2, 'PXAT')
    const at = expire ? readFieldTime(ctx, args, 3, seconds, relative, 'hgetex') : 0
    if (at < 0) return
    const first = firstField(ctx, args, expire ? 4 : persist ? 3 : 2)
    if (first === 0) return
    const changed = replyAndChange(ctx, args, first, expire ? at : persist ? PERSIST : LEAVE)
    if (changed.length === 0) return dropEmpty(ctx, args)
    const deleted = expire && isPastAlready(ctx, at)
    ctx.changed(args, 1, 'h', deleted ? 'hdel' : persist ? 'hpersist' : 'hexpire')
    ctx.dirty += changed.length - 1
    retime(ctx)
    dropEmpty(ctx, args)
    if (deleted) return ctx.logWords('HDEL', args.view(1), ...changed)
    const words = persist ? ['HPERSIST', args.view(1)] : ['HPEXPIREAT', args.view(1), String(at)]
    logFields(ctx, args, [...words, 'FIELDS', String(args.argc - first)], first)
  },
})

/** Instead of a time. */
const LEAVE = -1
const PERSIST = -2

/**
 * Replies with the fields from argument `first` on, and does with each what `at` says. Gives those that
 * changed.
 */
function replyAndChange(ctx: ServerContext, args: Args, first: number, at: number): Uint8Array[] {
  const { reply } = ctx
  const { hashes } = ctx.values
  const { value } = hashes
  const changed: Uint8Array[] = []
  const expired: Uint8Array[] = []
  reply.array(args.argc - first)
  for (let i = first; i < args.argc; i++) {
    if (!findField(ctx, args, i, expired)) {
      reply.null()
      continue
    }
    reply.bulk(value.bytes, value.off, value.len)
    if (at === LEAVE || (at === PERSIST && hashes.expiry === 0)) continue
    if (at === PERSIST) hashes.setExpiry(0)
    else expireField(ctx, args, i, at, null)
    changed.push(args.view(i))
  }
  tellExpired(ctx, args, expired)
  return changed
}
