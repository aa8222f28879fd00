/**
 * SDIFF's work, in one of two ways as Redis chooses: each member of the first set is looked for in the
 * others, or the members of all others are taken out of a copy of the first. The choice can be seen in the
 * encoding of what SDIFFSTORE stores: a copy that was once too large for a packed form stays a table.
 */
import type { Sets } from '../../values/set.ts'
import { inAnyOther, type Source } from './sources.ts'
import { addMembers } from './union.ts'

/**
 * The first source, then the others in the order to look into; null when nothing can be left because the
 * first is no key or among the others.
 */
export function differenceOf(sources: readonly (Source | null)[]): (Source | null)[] | null {
  const [first, ...others] = sources
  if (first === null || first === undefined || others.some(source => source?.ref === first.ref)) return null
  if (copies(sources)) return [first, ...others]
  return [first, ...others.sort((a, b) => sizeOf(b) - sizeOf(a))]
}

function sizeOf(source: Source | null): number {
  return source === null ? 0 : source.sets.length()
}

/** Whether taking members out of a copy is less work than looking for them. */
export function copies(sources: readonly (Source | null)[]): boolean {
  let looking = 0
  let taking = 0
  for (const source of sources) {
    if (source === null) continue
    looking += sizeOf(sources[0]!)
    taking += source.sets.length()
  }
  return Math.floor(looking / 2) > taking
}

/** Positions in the first source of the members that are in no other. */
export function ownPositions(sources: readonly (Source | null)[]): number[] {
  const { sets } = sources[0]!
  const positions: number[] = []
  for (let at = 0, next = sets.walk(0); next !== -1; at = next, next = sets.walk(at)) {
    if (!inAnyOther(sources)) positions.push(at)
  }
  return positions
}

/** Adds the members of the first source that are in no other to an empty set. */
export function addDifference(sources: readonly (Source | null)[], target: Sets): void {
  const first = sources[0]!
  if (copies(sources)) {
    addMembers(first, target)
    for (let i = 1; i < sources.length && target.length() > 0; i++) takeOut(sources[i]!, target)
    return
  }
  const { sets } = first
  const { element } = sets
  for (let p = sets.walk(0); p !== -1; p = sets.walk(p)) {
    if (!inAnyOther(sources)) target.add(element.bytes, element.off, element.len)
  }
}

function takeOut(source: Source | null, target: Sets): void {
  if (source === null) return
  const { sets } = source
  const { element } = sets
  for (let p = sets.walk(0); p !== -1; p = sets.walk(p))
    target.remove(element.bytes, element.off, element.len)
}
