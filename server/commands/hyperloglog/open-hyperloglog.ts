/** The HyperLogLog under a key, and the copy of one that commands work on. */
import { copyBytes } from '../../../shared/bytes/copy.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { DENSE, encodingOf, isHyperLogLog, REGISTERS } from '../../values/hyperloglog/form.ts'
import { HyperLogLog } from '../../values/hyperloglog/hyperloglog.ts'
import { type } from '../../values/type-numbers.ts'

/** A command has one in hand at a time. */
export const workbench = new HyperLogLog()

export const CORRUPTED = 'INVALIDOBJ Corrupted HLL object detected'

/**
 * The record that was just looked up with `ctx.readString` or `writeString`; -1 when it holds no
 * HyperLogLog and the error was given.
 */
function checkHyperLogLog(ctx: ServerContext, ref: number): number {
  if (ref <= 0) return ref
  const { valueBytes, valueAt, valueLength } = ctx.db.records
  if (isHyperLogLog(valueBytes, valueAt, valueLength)) return ref
  ctx.reply.error('WRONGTYPE Key is not a valid HyperLogLog string value.')
  return -1
}

/**
 * `checkHyperLogLog` for a command that may change the value: as in Redis its encoding is raw from then on,
 * changed or not.
 */
export function openHyperLogLog(ctx: ServerContext, found: number): number {
  const ref = checkHyperLogLog(ctx, found)
  if (ref > 0) ctx.db.resize(ctx.db.records.valueLength)
  return ref
}

/**
 * Puts what is on the workbench under the key at argument i, which was looked up last, for changes: `ref`,
 * or 0.
 */
export function storeHyperLogLog(ctx: ServerContext, ref: number): void {
  const { db } = ctx
  const { bytes, length } = workbench
  if (ref === 0) db.create(type.string, length, -1)
  db.resize(length)
  copyBytes(bytes, 0, db.records.valueBytes, db.records.valueAt, length)
}

/** The ranks of all registers, a byte each, of several HyperLogLogs together. */
export const ranks: Uint8Array = new Uint8Array(REGISTERS)

/**
 * Makes `ranks` the highest that the keys at arguments `from` and up have, and returns whether one of them
 * is dense; null when one is no HyperLogLog and the error was given.
 */
export function mergeKeys(ctx: ServerContext, args: Args, from: number): { dense: boolean } | null {
  const { records } = ctx.db
  let dense = false
  ranks.fill(0)
  for (let i = from; i < args.argc; i++) {
    const ref = checkHyperLogLog(ctx, ctx.readString(args, i))
    if (ref === -1) return null
    if (ref === 0) continue
    const { valueBytes, valueAt, valueLength } = records
    if (!workbench.merge(valueBytes, valueAt, valueLength, ranks)) {
      ctx.reply.error(CORRUPTED)
      return null
    }
    if (encodingOf(valueBytes, valueAt) === DENSE) dense = true
  }
  return { dense }
}
