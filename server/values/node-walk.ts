/**
 * The walk over a list that changes meanwhile: every node that was there at the start is met once, as it was
 * then, in the order there was. A node ahead that is about to change is copied first, one that is taken out
 * is kept as it is, and new ones are passed by.
 *
 * What was copied or kept waits before the node in whose place it is to be met, or at the end: chains of
 * nodes that are in no list, linked by their own NEXT. They are the walk's to free.
 */
import { RefSet } from '../memory/ref-set.ts'
import type { Walk, Walks } from '../memory/walks.ts'
import type { Quicklist } from './quicklist.ts'
import { NEXT, QuicklistNode } from './quicklist-node.ts'

/** Nodes that are passed by at a time. */
const PASSED = 256

/** Nodes that wait; 0 is no node. */
interface Chain {
  first: number
  last: number
}

export class NodeWalk implements Walk {
  private readonly node: QuicklistNode
  private readonly walks: Walks
  /** The next node of the list, 0 behind the last. */
  private at: number
  /** Nodes of the list that are not to be met (again) themselves; it may keep those that are gone. */
  private readonly done: RefSet
  /** What is to be met before a node. */
  private readonly before: Map<number, Chain>
  private readonly atEnd: Chain
  /** The node that `pull` gave out last is to be freed: 0 if not. */
  private spent: number

  /** Of the list that is open. */
  constructor(quicklist: Quicklist) {
    this.node = new QuicklistNode(quicklist.arena)
    this.walks = quicklist.arena.walks
    this.at = quicklist.head
    this.done = new RefSet()
    this.before = new Map()
    this.atEnd = { first: 0, last: 0 }
    this.spent = 0
  }

  /** The next node, 0 when none is at hand; it stays until the next call. */
  pull(): number {
    this.free(this.spent)
    this.spent = 0
    const { at, before } = this
    if (at === 0) return this.take(this.atEnd)
    const chain = before.get(at)
    if (chain !== undefined) {
      const ref = this.take(chain)
      if (chain.first === 0) before.delete(at)
      return ref
    }
    if (this.done.has(at)) return 0
    this.done.add(at)
    this.at = this.behind(at)
    return at
  }

  private take(chain: Chain): number {
    const ref = chain.first
    if (ref === 0) return 0
    chain.first = this.behind(ref)
    this.spent = ref
    return ref
  }

  /** Passes nodes by; false at the end. After `pull` has given 0. */
  fill(): boolean {
    for (let n = 0; n < PASSED && this.at !== 0; n++) {
      if (this.before.has(this.at) || !this.done.has(this.at)) return true
      this.at = this.behind(this.at)
    }
    return this.at !== 0 || this.atEnd.first !== 0
  }

  changing(ref: number): void {
    if (this.done.has(ref)) return
    this.done.add(ref)
    this.node.skim(ref)
    const copy = this.node.copied()
    this.count(this.node.grown)
    this.append(this.chainBefore(ref), copy)
  }

  keeps(ref: number): boolean {
    const { before } = this
    const kept = !this.done.has(ref)
    const next = this.behind(ref)
    if (this.at === ref) this.at = next
    const chain = before.get(ref) ?? { first: 0, last: 0 }
    before.delete(ref)
    if (kept) {
      this.node.skim(ref)
      this.node.disown()
      this.count(-this.node.grown)
      this.append(chain, ref)
    }
    if (chain.first !== 0) this.prepend(next === 0 ? this.atEnd : this.chainBefore(next), chain)
    return kept
  }

  entered(ref: number): void {
    this.done.add(ref)
  }

  /** Copies what is left of the list. */
  finish(): void {
    const rest: Chain = { first: 0, last: 0 }
    for (; this.at !== 0; this.at = this.behind(this.at)) {
      this.changing(this.at)
      const chain = this.before.get(this.at)
      if (chain === undefined) continue
      this.before.delete(this.at)
      this.prepend(chain, rest)
      rest.first = chain.first
      rest.last = chain.last
    }
    this.prepend(this.atEnd, rest)
  }

  /** Gives up: frees what waits. */
  drop(): void {
    this.free(this.spent)
    this.spent = 0
    for (const chain of [...this.before.values(), this.atEnd]) {
      for (let ref = chain.first; ref !== 0; ) {
        const next = this.behind(ref)
        this.free(ref)
        ref = next
      }
      chain.first = 0
    }
    this.before.clear()
    this.at = 0
  }

  private free(ref: number): void {
    if (ref === 0) return
    this.node.skim(ref)
    this.node.destroy()
    this.count(this.node.grown)
  }

  /** So many bytes more are held. */
  private count(bytes: number): void {
    this.walks.keptBytes += bytes
    this.node.grown = 0
  }

  private behind(ref: number): number {
    this.node.skim(ref)
    return this.node.next
  }

  private link(ref: number, next: number): void {
    this.node.skim(ref)
    this.node.words[this.node.w + NEXT] = next
  }

  private chainBefore(ref: number): Chain {
    let chain = this.before.get(ref)
    if (chain === undefined) {
      chain = { first: 0, last: 0 }
      this.before.set(ref, chain)
    }
    return chain
  }

  private append(chain: Chain, ref: number): void {
    this.link(ref, 0)
    if (chain.first === 0) chain.first = ref
    else this.link(chain.last, ref)
    chain.last = ref
  }

  /** Puts the nodes of a chain before those of another. */
  private prepend(chain: Chain, other: Chain): void {
    if (other.first === 0) return
    if (chain.first === 0) chain.last = other.last
    else this.link(other.last, chain.first)
    chain.first = other.first
  }
}
