/** HSET and HMSET, and what HSETEX shares with them. */

import type { Args } from '../../../shared/resp/args.ts'
import { wrongArity } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type } from '../../values/type-numbers.ts'
import { ensureHash, openToWrite } from './open-hash.ts'

/** Sets the fields and values from argument 2 on; gives how many are new, -1 after an error. */
export function setFields(ctx: ServerContext, args: Args, name: string): number {
  if ((args.argc & 1) === 1) {
    ctx.reply.error(wrongArity(name))
    return -1
  }
  if (!openToWrite(ctx, args)) return -1
  const pairs = (args.argc - 2) >>> 1
  let created = pairs
  if (!prepareFor(ctx, args, 2)) {
    created = 0
    for (let i = 2; i < args.argc; i += 2) if (setField(ctx, args, i, false)) created++
  }
  ctx.changed(args, 1, 'h', 'hset')
  ctx.dirty += pairs - 1
  return created
}

/** Sets the field at argument i to the value behind it in the open hash; true when it is new. */
export function setField(ctx: ServerContext, args: Args, i: number, keepExpiry: boolean): boolean {
  const { buf, off, len } = args
  return ctx.values.hashes.set(buf, off[i]!, len[i]!, buf, off[i + 1]!, len[i + 1]!, keepExpiry)
}

/**
 * The open hash is about to get the fields and values from argument i to the last. Makes the key when there
 * is none, and where it is easily done with all of them: true then.
 */
export function prepareFor(ctx: ServerContext, args: Args, i: number): boolean {
  const { hashes } = ctx.values
  if (hashes.isLarge) return false
  const { len, argc } = args
  let longest = 0
  let bytes = 0
  for (let k = i; k < argc; k++) {
    const length = len[k]!
    bytes += length
    if (length > longest) longest = length
  }
  if (hashes.isNone) {
    const size = hashes.gather(args, i, longest, bytes)
    if (size > 0) {
      ctx.db.create(type.hash, size, -1)
      hashes.takeGathered(ctx.db)
      return true
    }
    ensureHash(ctx)
  }
  hashes.prepare((argc - i) >>> 1, longest, bytes)
  return false
}
