/**
 * The hash at argument 1, opened in `ctx.values.hashes`: a key that does not exist is an empty hash. And
 * what every command does when it begins a hash or takes the last field out.
 */

import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { LP_EMPTY } from '../../values/listpack.ts'
import { type } from '../../values/type-numbers.ts'

/** Opens the hash for reading; false after an error. */
export function openToRead(ctx: ServerContext, args: Args): boolean {
  const ref = ctx.readHash(args, 1)
  if (ref === -1) return false
  if (ref === 0) ctx.values.hashes.openNone()
  else ctx.values.hashes.open(ctx.db)
  return true
}

/** Opens the hash for changing; false after an error. */
export function openToWrite(ctx: ServerContext, args: Args): boolean {
  const ref = ctx.writeHash(args, 1)
  if (ref === -1) return false
  if (ref === 0) ctx.values.hashes.openNone()
  else ctx.values.hashes.open(ctx.db)
  return true
}

/** Makes the key, if the hash that is open is none that exists. */
export function ensureHash(ctx: ServerContext): void {
  const { hashes } = ctx.values
  if (!hashes.isNone) return
  ctx.db.create(type.hash, LP_EMPTY, -1)
  hashes.init(ctx.db)
}

/** Fields of the open hash got other times: the next one due may be another. */
export function retime(ctx: ServerContext): void {
  const { hashes } = ctx.values
  if (hashes.timed) ctx.db.retime(hashes.nextExpiry())
}

/** Removes the key when its last field is gone. */
export function dropEmpty(ctx: ServerContext, args: Args): void {
  const { hashes } = ctx.values
  if (hashes.isNone || hashes.length() > 0) return
  hashes.openNone()
  ctx.db.remove()
  ctx.event(args, 1, 'g', 'del')
}
