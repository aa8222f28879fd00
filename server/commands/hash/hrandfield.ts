/**
 * HRANDFIELD: without replacement for a positive count, chosen in one walk where that costs less than
 * drawing; with replacement for a negative one (`field-draws.ts`). As in Redis, fields that are due are
 * deleted first; where they may not be, they are passed over.
 */
import { command, oneKey } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { isPast, mayReclaim, reclaimFields } from '../../keyspace/field-expiry.ts'
import { canDouble, readDrawCount } from '../long-argument.ts'
import { chosen, WALK_FROM } from '../set/selection.ts'
import { FieldDraws } from './field-draws.ts'
import { openToRead } from './open-hash.ts'
import { liveLength, replyField, seenAt, streamFields } from './reply-fields.ts'

export const hrandfield = command<ServerContext>({
  name: 'HRANDFIELD',
  group: 'hash',
  since: '6.2.0',
  arity: -2,
  summary: 'Get one or multiple random fields from a hash',
  complexity: 'O(N) where N is the number of fields returned',
  syntax: 'key options=[count:integer [WITHVALUES]]',
  flags: ['readonly'],
  tips: ['nondeterministic_output'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    if (args.argc > 2) return drawMany(ctx, args)
    if (!openToRead(ctx, args)) return
    dropDue(ctx, args)
    if (liveLength(ctx) === 0) return ctx.reply.null()
    draws(ctx, 1n, false).finish(ctx.values, ctx.db, ctx.reply)
  },
})

function drawMany(ctx: ServerContext, args: Args): void {
  const { reply } = ctx
  const asked = readDrawCount(ctx, args)
  if (asked === null) return
  const withValues = args.argc === 4 && args.is(3, 'WITHVALUES')
  if (args.argc > 3 && !withValues) return reply.error(errors.syntax)
  if (withValues && !canDouble(asked)) return reply.error(errors.outOfRange)
  if (!openToRead(ctx, args)) return
  dropDue(ctx, args)
  const size = liveLength(ctx)
  if (size === 0 || asked === 0n) return reply.array(0)
  if (asked < 0n) return ctx.replyDraws(draws(ctx, -asked, withValues), size)
  const count = Math.min(Number(asked), size)
  const nested = withValues && reply.resp3
  reply.array(withValues && !nested ? count * 2 : count)
  if (count === size && ctx.mayStream(count)) streamFields(ctx, true, withValues, nested)
  else if (!ctx.values.hashes.isLarge || count * WALK_FROM > size) replySome(ctx, count, size, withValues)
  else drawDistinct(ctx, count, withValues)
}

/** Deletes the fields that are due where that is allowed. */
function dropDue(ctx: ServerContext, args: Args): void {
  const { hashes } = ctx.values
  const { state } = ctx.server.keyspace
  if (!isPast(state, hashes.nextExpiry()) || !mayReclaim(state)) return
  ctx.db.write(args, 1)
  reclaimFields(state, ctx.db, hashes, Infinity)
}

function draws(ctx: ServerContext, count: bigint, withValues: boolean): FieldDraws {
  return new FieldDraws(count, withValues, seenAt(ctx), ctx.reply.resp3, ctx.random)
}

function replySome(ctx: ServerContext, count: number, size: number, withValues: boolean): void {
  const { hashes } = ctx.values
  const { state } = ctx.server.keyspace
  let need = count
  let left = size
  for (let next = hashes.walk(0); need > 0; next = hashes.walk(next)) {
    if (isPast(state, hashes.expiry) || !chosen(ctx.random, need, left--)) continue
    replyField(ctx.reply, hashes, withValues)
    need--
  }
}

function drawDistinct(ctx: ServerContext, count: number, withValues: boolean): void {
  const { hashes } = ctx.values
  const { state } = ctx.server.keyspace
  const drawn = new Set<number>()
  while (drawn.size < count) {
    const ref = hashes.sample(ctx.random)
    if (drawn.has(ref) || isPast(state, hashes.expiry)) continue
    drawn.add(ref)
    replyField(ctx.reply, hashes, withValues)
  }
}
