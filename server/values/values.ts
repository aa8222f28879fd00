/**
 * The flyweights of all collection types over one arena: one object per type, however many values there are.
 * `types.ts` says what can be asked of a value whose type only its record knows.
 */
import type { Arena } from '../memory/arena.ts'
import { Hashes } from './hash.ts'
import type { Limits } from './limits.ts'
import { Lists } from './list.ts'
import { Sets } from './set.ts'
import { SortedSets } from './sorted-set.ts'

export class Values {
  readonly lists: Lists
  readonly sets: Sets
  readonly hashes: Hashes
  readonly zsets: SortedSets

  constructor(arena: Arena, limits: Limits) {
    this.lists = new Lists(arena, limits)
    this.sets = new Sets(arena, limits)
    this.hashes = new Hashes(arena, limits)
    this.zsets = new SortedSets(arena, limits)
  }
}
