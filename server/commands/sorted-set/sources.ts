/**
 * The keys that ZUNION, ZINTER, ZDIFF and their relatives read: sorted sets and plain sets, whose members
 * count as of score 1. Each has flyweights of its own, kept from one command to the next.
 */

import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { Sets } from '../../values/set.ts'
import type { Slice } from '../../values/slice.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import { TYPE_BITS, TYPE_SHIFT, type } from '../../values/type-numbers.ts'
import type { Values } from '../../values/values.ts'

export class Source {
  weight: number
  /** Members; 0 of a key that there is not. */
  length: number
  /** After `walk` and `find`: the score, of a plain set 1. */
  score: number
  /** After `walk`: the member. */
  element: Slice
  private readonly zsets: SortedSets
  private readonly sets: Sets
  private isSet: boolean

  constructor(values: Values) {
    this.weight = 1
    this.length = 0
    this.score = 1
    this.zsets = values.zsets.another()
    this.sets = values.sets.another()
    this.element = this.zsets.element
    this.isSet = false
  }

  /** Takes a key; false when it holds something else. */
  open(ctx: ServerContext, args: Args, i: number): boolean {
    this.weight = 1
    this.length = 0
    if (ctx.db.read(args, i) === 0) return true
    const kind = (ctx.db.records.meta & TYPE_BITS) >>> TYPE_SHIFT
    this.isSet = kind === type.set
    if (this.isSet) this.openSet(ctx)
    else if (kind === type.zset) this.openSortedSet(ctx)
    else return false
    return true
  }

  private openSet(ctx: ServerContext): void {
    this.sets.open(ctx.db)
    this.length = this.sets.length()
    this.element = this.sets.element
  }

  private openSortedSet(ctx: ServerContext): void {
    this.zsets.open(ctx.db)
    this.length = this.zsets.length()
    this.element = this.zsets.element
  }

  /** Whether a member is there. */
  find({ bytes, off, len }: Slice): boolean {
    if (this.length === 0) return false
    if (this.isSet) {
      this.score = 1
      return this.sets.contains(bytes, off, len)
    }
    if (!this.zsets.find(bytes, off, len)) return false
    this.score = this.zsets.score
    return true
  }

  /** The member at a position, 0 the first; gives the position behind it, -1 at the end. */
  walk(position: number): number {
    if (this.length === 0) return -1
    if (this.isSet) {
      this.score = 1
      return this.sets.walk(position)
    }
    const next = this.zsets.walk(position)
    this.score = this.zsets.score
    return next
  }
}

const pools = new WeakMap<Values, Source[]>()

/** The keys from argument `first` on; null after an error. */
export function openSources(ctx: ServerContext, args: Args, first: number, count: number): Source[] | null {
  let pool = pools.get(ctx.values)
  if (pool === undefined) pools.set(ctx.values, (pool = []))
  const sources: Source[] = []
  for (let i = 0; i < count; i++) {
    const source = (pool[i] ??= new Source(ctx.values))
    if (!source.open(ctx, args, first + i)) {
      ctx.reply.error(errors.wrongType)
      return null
    }
    sources.push(source)
  }
  return sources
}
