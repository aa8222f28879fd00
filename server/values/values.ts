/**
 * The flyweights of all collection types over one arena: one object per type, however many values there are.
 * What is asked of a value whose type only its record knows (how large is it, free it) is asked here.
 */
import type { Arena } from '../memory/arena.ts'
import { Hashes } from './hash.ts'
import type { Limits } from './limits.ts'
import { Lists } from './list.ts'
import { Sets } from './set.ts'
import { SortedSets } from './sorted-set.ts'

/** Type numbers of records that hold collections; `keyspace/records.ts` has them all. */
export const LIST = 1
export const SET = 2
export const ZSET = 3
export const HASH = 4

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

  /**
   * Frees about `budget` elements of a LARGE value that no record holds any more; true when nothing is left.
   */
  dismantle(type: number, root: number, budget: number): boolean {
    if (type === LIST) return this.lists.dismantle(root, budget)
    if (type === SET) return this.sets.dismantle(root, budget)
    if (type === HASH) return this.hashes.dismantle(root, budget)
    return this.zsets.dismantle(root, budget)
  }

  /** Bytes that a LARGE value has in the arena. */
  footprint(type: number, root: number): number {
    if (type === LIST) return this.lists.footprint(root)
    if (type === SET) return this.sets.footprint(root)
    if (type === HASH) return this.hashes.footprint(root)
    return this.zsets.footprint(root)
  }
}
