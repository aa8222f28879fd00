/** The first member of a set that is not there yet. */

import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { LP_EMPTY } from '../../values/listpack.ts'
import { type } from '../../values/type-numbers.ts'

/**
 * The key looked up last, which holds nothing, becomes an empty set, opened: member i and `hint` in all
 * come.
 */
export function createSet(ctx: ServerContext, args: Args, i: number, hint: number): void {
  const { sets } = ctx.values
  const encoding = sets.encodingFor(args.buf, args.off[i]!, args.len[i]!, hint)
  ctx.db.create(type.set, LP_EMPTY, -1)
  sets.begin(ctx.db, encoding, hint)
}
