/** SUNION's work. */
import type { Sets } from '../../values/set.ts'
import type { Source } from './sources.ts'

/** Adds every member of every source to a set. */
export function addAll(sources: readonly (Source | null)[], target: Sets): void {
  for (const source of sources) if (source !== null) addMembers(source, target)
}

export function addMembers({ sets }: Source, target: Sets): void {
  const { element } = sets
  for (let p = sets.walk(0); p !== -1; p = sets.walk(p)) target.add(element.bytes, element.off, element.len)
}
