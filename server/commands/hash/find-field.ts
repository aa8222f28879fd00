/**
 * Looks a field up as commands see it: one whose time has passed is not there, and is deleted at once where
 * that is allowed. A command about many fields tells of all it deleted so in one piece, once it is through
 * with them.
 */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { isPast, mayReclaim, tellReclaimed } from '../../keyspace/field-expiry.ts'
import { hasPassed } from '../../values/has-passed.ts'

/**
 * Whether the open hash has the field at argument i; its value and time are in `ctx.values.hashes` then.
 * One that is deleted because it is due is told of, or added to `expired`, to be told by `tellExpired`.
 */
export function findField(
  ctx: ServerContext,
  args: Args,
  i: number,
  expired: Uint8Array[] | null = null,
): boolean {
  const { hashes } = ctx.values
  if (!hashes.find(args.buf, args.off[i]!, args.len[i]!)) return false
  return hashes.expiry === 0 || !hasPassed(hashes.expiry, ctx.now) || !isGone(ctx, args, i, expired)
}

/** `findField` that leaves a field that is due where it is. */
export function hasField(ctx: ServerContext, args: Args, i: number): boolean {
  const { hashes } = ctx.values
  if (!hashes.find(args.buf, args.off[i]!, args.len[i]!)) return false
  return !isPast(ctx.server.keyspace.state, hashes.expiry)
}

/** The field found, at argument i, is due: false when it is to be seen all the same. */
function isGone(ctx: ServerContext, args: Args, i: number, expired: Uint8Array[] | null): boolean {
  const { hashes } = ctx.values
  const { state } = ctx.server.keyspace
  if (!isPast(state, hashes.expiry)) return false
  if (!mayReclaim(state)) return true
  // A reading command has looked the key up for reading only.
  ctx.db.write(args, 1)
  ctx.db.changing()
  hashes.open(ctx.db)
  hashes.find(args.buf, args.off[i]!, args.len[i]!)
  hashes.remove()
  if (expired === null) tellReclaimed(state, ctx.db, hashes, [args.bytes(i)])
  else expired.push(args.bytes(i))
  return true
}

/** Tells of fields that `findField` deleted. The key is still there: `dropEmpty` is to follow. */
export function tellExpired(ctx: ServerContext, args: Args, expired: Uint8Array[]): void {
  if (expired.length === 0) return
  const { state } = ctx.server.keyspace
  state.expiredFields += expired.length
  state.onFieldsExpired(ctx.db.index, args.bytes(1), expired, false)
}
