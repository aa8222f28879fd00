/** HINCRBY: the value is text that is read, added to and written back. */
import { parseInt64, parseSafeInteger, writeInteger } from '../../../shared/bytes/integer.ts'
import { latin1Bytes } from '../../../shared/bytes/text.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { findField } from './find-field.ts'
import { ensureHash, openToWrite } from './open-hash.ts'

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
const NOT_INTEGER = 'ERR hash value is not an integer'

const scratch: Uint8Array = Buffer.allocUnsafeSlow(32)

/** Adds the safe integer `by` to the field at argument 2 and replies with the sum. */
export function addToField(ctx: ServerContext, args: Args, by: number): void {
  if (!openToWrite(ctx, args)) return
  const { value } = ctx.values.hashes
  const found = findField(ctx, args, 2)
  const was = found ? parseSafeInteger(value.bytes, value.off, value.len) : 0
  const sum = was + by
  if (!Number.isSafeInteger(sum)) return addExactly(ctx, args, found, BigInt(by))
  store(ctx, args, scratch, writeInteger(scratch, 0, sum), 'hincrby')
  ctx.reply.integer(sum)
}

/** `addToField` for any 64-bit integer. */
export function addBigToField(ctx: ServerContext, args: Args, by: bigint): void {
  if (openToWrite(ctx, args)) addExactly(ctx, args, findField(ctx, args, 2), by)
}

function addExactly(ctx: ServerContext, args: Args, found: boolean, by: bigint): void {
  const { value } = ctx.values.hashes
  const was = found ? parseInt64(value.bytes, value.off, value.len) : 0n
  if (was === null) return ctx.reply.error(NOT_INTEGER)
  const sum = was + by
  if (sum < INT64_MIN || sum > INT64_MAX) return ctx.reply.error(errors.overflow)
  const text = latin1Bytes(String(sum))
  store(ctx, args, text, text.length, 'hincrby')
  ctx.reply.bigInteger(sum)
}

/** Gives the field at argument 2 its new value; its time stays. */
export function store(
  ctx: ServerContext,
  args: Args,
  bytes: Uint8Array,
  length: number,
  event: string,
): void {
  ensureHash(ctx)
  ctx.values.hashes.set(args.buf, args.off[2]!, args.len[2]!, bytes, 0, length, true)
  ctx.changed(args, 1, 'h', event)
}
