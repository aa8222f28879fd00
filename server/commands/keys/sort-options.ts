/** The options of SORT and SORT_RO, read from left to right; of several the last counts, but each GET. */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SortPattern } from './sort-pattern.ts'

export type SortOptions = {
  descending: boolean
  alpha: boolean
  offset: number
  /** Negative for all. */
  count: number
  /** What to sort by instead of the elements. */
  by: SortPattern | null
  /** BY named something without a `*`: nothing is sorted. */
  unsorted: boolean
  gets: SortPattern[]
  /** Argument of the key for the result; 0 for none. */
  store: number
}

/** The options, or null after an error. */
export function readSortOptions(ctx: ServerContext, args: Args, readOnly: boolean): SortOptions | null {
  const options: SortOptions = {
    descending: false,
    alpha: false,
    offset: 0,
    count: -1,
    by: null,
    unsorted: false,
    gets: [],
    store: 0,
  }
  for (let i = 2; i < args.argc; i++) {
    const left = args.argc - i - 1
    if (args.is(i, 'ASC')) options.descending = false
    else if (args.is(i, 'DESC')) options.descending = true
    else if (args.is(i, 'ALPHA')) options.alpha = true
    else if (left >= 2 && args.is(i, 'LIMIT')) {
      const offset = args.int64(++i)
      const count = args.int64(++i)
      if (offset === null || count === null) return refuse(ctx, errors.notInteger)
      options.offset = Number(offset)
      options.count = Number(count)
    } else if (left >= 1 && !readOnly && args.is(i, 'STORE')) options.store = ++i
    else if (left >= 1 && args.is(i, 'BY')) {
      options.by = new SortPattern(args.bytes(++i))
      // Once a constant was named, a later pattern does not make up for it.
      if (!options.by.hasStar) options.unsorted = true
    } else if (left >= 1 && args.is(i, 'GET')) options.gets.push(new SortPattern(args.bytes(++i)))
    else return refuse(ctx, errors.syntax)
  }
  return options
}

function refuse(ctx: ServerContext, error: string): null {
  ctx.reply.error(error)
  return null
}
