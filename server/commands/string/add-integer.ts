/**
 * INCR, DECR, INCRBY, DECRBY: the value is text that is read, added to and written back in place. Plain
 * numbers serve below 2^53, exact 64-bit integers above.
 */
import { parseInt64, parseSafeInteger, writeInteger } from '../../../shared/bytes/integer.ts'
import { latin1Bytes } from '../../../shared/bytes/text.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

export const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

const scratch: Uint8Array = Buffer.allocUnsafeSlow(32)

/** Adds the safe integer `by` to the number at argument 1 and replies with the sum. */
export function addInteger(ctx: ServerContext, args: Args, by: number): void {
  const ref = ctx.writeString(args, 1)
  if (ref === -1) return
  const { db } = ctx
  const { records } = db
  const value = ref === 0 ? 0 : parseSafeInteger(records.valueBytes, records.valueAt, records.valueLength)
  const sum = value + by
  if (!Number.isSafeInteger(sum)) return addExactly(ctx, args, ref, BigInt(by))
  const length = writeInteger(scratch, 0, sum)
  db.set(scratch, 0, length, ref === 0 ? -1 : records.expireAt)
  ctx.changed(args, 1, '$', 'incrby')
  ctx.reply.integer(sum)
}

/** `addInteger` for any 64-bit integer. */
export function addBigInteger(ctx: ServerContext, args: Args, by: bigint): void {
  const ref = ctx.writeString(args, 1)
  if (ref !== -1) addExactly(ctx, args, ref, by)
}

function addExactly(ctx: ServerContext, args: Args, ref: number, by: bigint): void {
  const { db, reply } = ctx
  const { records } = db
  const value = ref === 0 ? 0n : parseInt64(records.valueBytes, records.valueAt, records.valueLength)
  if (value === null) return reply.error(errors.notInteger)
  const sum = value + by
  if (sum < INT64_MIN || sum > INT64_MAX) return reply.error(errors.overflow)
  const text = latin1Bytes(String(sum))
  db.set(text, 0, text.length, ref === 0 ? -1 : records.expireAt)
  ctx.changed(args, 1, '$', 'incrby')
  reply.bigInteger(sum)
}
