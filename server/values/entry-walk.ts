/**
 * A walk over the entries of a member table that changes meanwhile: each entry that was there at the start is
 * met once, as it was then. What the walk has not come to yet is shown to `save` before it changes or goes,
 * and what comes anew is passed by.
 *
 * `fill` takes references of entries, in an order that no change to the table disturbs; `pull` gives them
 * out. So an entry is behind, ahead, or taken and not given out. `done` has those that are not to be given
 * out though they are, or may come to be, ahead: changed or new. A reference once in it stays: if its block
 * becomes another entry of this table, that one is new, too.
 */
import { RefSet } from '../memory/ref-set.ts'
import type { Walk } from '../memory/walks.ts'

const NONE = new Int32Array(0)

export abstract class EntryWalk implements Walk {
  protected readonly done: RefSet
  /** References taken, those from `next` to `end` not given out; 0 for those that have been saved. */
  protected taken: Int32Array
  protected next: number
  protected end: number
  private readonly save: (ref: number) => void

  constructor(save: (ref: number) => void) {
    this.done = new RefSet()
    this.taken = NONE
    this.next = 0
    this.end = 0
    this.save = save
  }

  /** Takes some more entries, maybe none; false when all were taken. After `pull` has given 0. */
  abstract fill(): boolean

  /** Whether an entry that was there at the start, and has not changed, has not been taken. */
  protected abstract isAhead(ref: number): boolean

  /** The next entry at hand, 0 for none. */
  pull(): number {
    while (this.next < this.end) {
      const ref = this.taken[this.next++]!
      if (ref !== 0) return ref
    }
    return 0
  }

  changing(ref: number): void {
    if (this.done.has(ref)) return
    this.done.add(ref)
    if (this.isAhead(ref) || this.takeBack(ref)) this.save(ref)
  }

  /** Whether an entry is among those taken and not given out; it is no more then. */
  private takeBack(ref: number): boolean {
    if (this.next === this.end) return false
    const at = this.taken.indexOf(ref, this.next)
    if (at < 0 || at >= this.end) return false
    this.taken[at] = 0
    return true
  }

  entered(ref: number): void {
    this.done.add(ref)
  }

  keeps(): boolean {
    return false
  }

  finish(): void {
    do {
      for (let ref = this.pull(); ref !== 0; ref = this.pull()) this.save(ref)
    } while (this.fill())
  }

  /** Gives up; nothing is held. */
  drop(): void {}
}
