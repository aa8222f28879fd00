/**
 * The walk over a sorted set, from the last item to the first, as Redis writes them. Its position is the
 * score and the member of the last item taken: what is ahead is below, whatever becomes of that item.
 */
import { compareBytes, copyOf } from '../../shared/bytes/text.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { EntryWalk } from './entry-walk.ts'
import type { MemberTable } from './member-table.ts'
import { TREE_WORD } from './sorted-set.ts'
import type { SortedTree } from './sorted-tree.ts'

/** Items that are looked at together. */
const GROUP = 256
const NO_MEMBER: Uint8Array = Buffer.alloc(0)

export class SortedWalk extends EntryWalk {
  /** A table and a tree, which others may turn elsewhere in between. */
  private readonly table: MemberTable
  private readonly tree: SortedTree
  private readonly root: number
  private begun: boolean
  private ended: boolean
  /** The last item taken, or looked at. */
  private score: number
  private member: Uint8Array

  constructor(table: MemberTable, tree: SortedTree, root: number, save: (ref: number) => void) {
    super(save)
    this.table = table
    this.tree = tree
    this.root = root
    this.begun = false
    this.ended = false
    this.score = 0
    this.member = NO_MEMBER
  }

  fill(): boolean {
    const { tree, done } = this
    if (this.ended || !this.seek()) {
      this.ended = true
      return false
    }
    if (this.taken.length === 0) this.taken = new Int32Array(GROUP)
    this.next = 0
    this.end = 0
    const untouched = done.isEmpty
    let ref = 0
    let more = true
    for (let n = 0; n < GROUP && more; n++) {
      ref = tree.ref()
      if (untouched || !done.has(ref)) this.taken[this.end++] = ref
      more = tree.previous()
    }
    this.remember(ref)
    this.ended = !more
    return true
  }

  /** Goes to the next item ahead; false when there is none. */
  private seek(): boolean {
    const { table, tree, member } = this
    table.open(this.root)
    tree.open(table.rootWords, table.rootAt + TREE_WORD)
    if (tree.count === 0) return false
    if (this.begun) {
      tree.seek(this.score, member, 0, member.length)
      return tree.previous()
    }
    tree.seekRank(tree.count - 1)
    return true
  }

  private remember(ref: number): void {
    const { table } = this
    table.load(ref)
    this.begun = true
    this.score = this.scoreOf(ref)
    this.member = copyOf(table.keyBytes, table.keyAt, table.keyLength)
  }

  private scoreOf(ref: number): number {
    return this.table.arena.doubles[ref >>> SEGMENT_SHIFT]![ref & SEGMENT_MASK]!
  }

  protected isAhead(ref: number): boolean {
    if (!this.begun) return true
    if (this.ended) return false
    const { table, member } = this
    const score = this.scoreOf(ref)
    if (score !== this.score) return score < this.score
    table.load(ref)
    return compareBytes(table.keyBytes, table.keyAt, table.keyLength, member, 0, member.length) < 0
  }
}
