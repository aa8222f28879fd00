/**
 * Walks over structures in the arena that others change meanwhile: a running snapshot's over big values. Who
 * is about to change a part of a structure (a member's entry, a node of a list) tells the walk that is on its
 * root, which then sees to what it still needs of it. While nothing is walked, that costs a look at `size`.
 */
export interface Walk {
  /** A part is about to change in place; an entry, to be freed as well. */
  changing(ref: number): void
  /** A node has been unlinked. True: the walk keeps it, and frees it when it needs it no more. */
  keeps(ref: number): boolean
  /** A part has come; nothing but its reference may be looked at yet. */
  entered(ref: number): void
  /** The structure is about to be freed, for its value takes another form: the walk takes the rest now. */
  finish(): void
}

export class Walks {
  /** How many there are. */
  size: number
  /** Bytes that are no structure's any more, or copies: walks hold them until they need them no more. */
  keptBytes: number
  private readonly byRoot: Map<number, Walk>

  constructor() {
    this.size = 0
    this.keptBytes = 0
    this.byRoot = new Map()
  }

  /** Begins to tell a walk of changes to the structure of a root. */
  open(root: number, walk: Walk): void {
    this.byRoot.set(root, walk)
    this.size = this.byRoot.size
  }

  /** Ends that; a walk that was finished is not told already. */
  close(root: number, walk: Walk): void {
    if (this.byRoot.get(root) === walk) this.byRoot.delete(root)
    this.size = this.byRoot.size
  }

  changing(root: number, ref: number): void {
    this.byRoot.get(root)?.changing(ref)
  }

  keeps(root: number, ref: number): boolean {
    return this.byRoot.get(root)?.keeps(ref) ?? false
  }

  entered(root: number, ref: number): void {
    this.byRoot.get(root)?.entered(ref)
  }

  finish(root: number): void {
    const walk = this.byRoot.get(root)
    if (walk === undefined) return
    walk.finish()
    this.close(root, walk)
  }
}
