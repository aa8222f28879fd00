/** SINTER's work: the members of the smallest set are looked for in the others. */
import { isInt64Text } from '../../../shared/bytes/integer.ts'
import type { Sets } from '../../values/set.ts'
import { inAllOthers, type Source } from './sources.ts'

/**
 * The sources from the smallest to the largest; null when one of them is no key: nothing is in all of them.
 */
export function bySize(sources: readonly (Source | null)[]): Source[] | null {
  const sorted: Source[] = []
  for (const source of sources) {
    if (source === null) return null
    sorted.push(source)
  }
  return sorted.sort((a, b) => a.sets.length() - b.sets.length())
}

/** Positions, in the first source, of the members that are in all, up to `limit` of them. */
export function commonPositions(sources: readonly Source[]): number[] {
  const { sets } = sources[0]!
  const positions: number[] = []
  for (let at = 0, next = sets.walk(0); next !== -1; at = next, next = sets.walk(at)) {
    if (inAllOthers(sources)) positions.push(at)
  }
  return positions
}

/** How many members are in all sources; no more than `limit` are counted. */
export function countCommon(sources: readonly Source[], limit: number): number {
  const { sets } = sources[0]!
  let count = 0
  for (let p = sets.walk(0); p !== -1 && count < limit; p = sets.walk(p)) if (inAllOthers(sources)) count++
  return count
}

/** Adds the members that are in all sources to a set, which becomes an intset if it can. */
export function addCommon(sources: readonly Source[], target: Sets): void {
  const { sets } = sources[0]!
  const { element } = sets
  let integers = true
  for (let p = sets.walk(0); p !== -1; p = sets.walk(p)) {
    if (!inAllOthers(sources)) continue
    integers &&= isInt64Text(element.bytes, element.off, element.len)
    target.add(element.bytes, element.off, element.len)
  }
  if (integers) target.toIntset()
}
