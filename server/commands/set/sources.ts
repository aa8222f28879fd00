/** The sets of several keys, read side by side. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { Sets } from '../../values/set.ts'

export interface Source {
  readonly sets: Sets
  /** The record: two keys of a request that are the same have the same. */
  readonly ref: number
}

/** The sets of arguments `first` to `end` - 1, null for a key that is none; null after an error. */
export function readSources(
  ctx: ServerContext,
  args: Args,
  first: number,
  end: number,
): (Source | null)[] | null {
  const sources: (Source | null)[] = []
  for (let i = first; i < end; i++) {
    const ref = ctx.readSet(args, i)
    if (ref === -1) return null
    if (ref === 0) {
      sources.push(null)
      continue
    }
    const sets = ctx.values.sets.another()
    sets.open(ctx.db)
    sources.push({ sets, ref })
  }
  return sources
}

/** In how many of the sources from the second on the member is that the first came to: all, or fewer. */
export function inAllOthers(sources: readonly Source[]): boolean {
  const { sets, ref } = sources[0]!
  const { element } = sets
  for (let i = 1; i < sources.length; i++) {
    const other = sources[i]!
    if (other.ref !== ref && !other.sets.contains(element.bytes, element.off, element.len)) return false
  }
  return true
}

/** Whether the member that the first source came to is in one of those behind it. */
export function inAnyOther(sources: readonly (Source | null)[]): boolean {
  const { element } = sources[0]!.sets
  for (let i = 1; i < sources.length; i++) {
    const other = sources[i]
    if (other?.sets.contains(element.bytes, element.off, element.len)) return true
  }
  return false
}
