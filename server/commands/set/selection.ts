/** Choosing some of a set's members in one walk over it (Knuth's algorithm S). */
import type { Random } from '../../../shared/ports/random.ts'

const TWO32 = 4294967296

/** A table is walked when more than one of so many members is wanted, else members are drawn. */
export const WALK_FROM = 8

/** Whether the next of `left` members, of which `need` are to be chosen, is one of them. */
export function chosen(random: Random, need: number, left: number): boolean {
  return random.below(TWO32) * left < need * TWO32
}
