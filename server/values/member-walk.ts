/**
 * The walk over a set or a hash, segment by segment in the order of the hashes that lead to them. A segment
 * that splits or joins another meanwhile does not disturb it: what is ahead is what has a hash from `ahead`
 * on, wherever it lies.
 */
import { MAX_BITS, SLOTS } from '../memory/buckets.ts'
import { EntryWalk } from './entry-walk.ts'
import { HASHES, type MemberTable } from './member-table.ts'

const SEGMENT_SLOTS = SLOTS << MAX_BITS

export class MemberWalk extends EntryWalk {
  /** A table of the right kind, which others may turn elsewhere in between. */
  private readonly table: MemberTable
  private readonly root: number
  /** Entries with a hash from here on have not been taken. */
  private ahead: number

  constructor(table: MemberTable, root: number, save: (ref: number) => void) {
    super(save)
    this.table = table
    this.root = root
    this.ahead = 0
  }

  fill(): boolean {
    const { table, ahead, done } = this
    if (ahead === HASHES) return false
    if (this.taken.length === 0) this.taken = new Int32Array(SEGMENT_SLOTS)
    const { taken } = this
    table.open(this.root)
    const count = table.collect(ahead, taken)
    let kept = 0
    if (done.isEmpty) kept = count
    else for (let i = 0; i < count; i++) if (!done.has(taken[i]!)) taken[kept++] = taken[i]!
    this.next = 0
    this.end = kept
    this.ahead = table.segmentEnd(ahead)
    return true
  }

  protected isAhead(ref: number): boolean {
    return this.table.hashOf(ref) >>> 0 >= this.ahead
  }
}
