/**
 * What ends at a certain time, the earliest first: a binary heap whose members know their place, so that
 * one can be taken out when it ends in another way. Of those that end together the one with the lower rank
 * comes first.
 */

export interface Ending {
  /** Wall-clock ms. */
  deadline: number
  readonly rank: number
  /** Index in the heap; -1 when it is not there. */
  place: number
}

export class Deadlines<T extends Ending> {
  private readonly heap: T[]

  constructor() {
    this.heap = []
  }

  get size(): number {
    return this.heap.length
  }

  first(): T | null {
    return this.heap[0] ?? null
  }

  add(item: T): void {
    this.heap.push(item)
    this.rise(item, this.heap.length - 1)
  }

  /** Takes it out; nothing happens when it is not there. */
  remove(item: T): void {
    const { place } = item
    if (place < 0) return
    item.place = -1
    const last = this.heap.pop()!
    if (last === item) return
    this.rise(last, place)
    this.sink(last, last.place)
  }

  private rise(item: T, from: number): void {
    const { heap } = this
    let at = from
    while (at > 0) {
      const up = (at - 1) >> 1
      if (!before(item, heap[up]!)) break
      this.put(heap[up]!, at)
      at = up
    }
    this.put(item, at)
  }

  private sink(item: T, from: number): void {
    const { heap } = this
    let at = from
    for (;;) {
      let down = 2 * at + 1
      if (down >= heap.length) break
      if (down + 1 < heap.length && before(heap[down + 1]!, heap[down]!)) down++
      if (!before(heap[down]!, item)) break
      this.put(heap[down]!, at)
      at = down
    }
    this.put(item, at)
  }

  private put(item: T, at: number): void {
    this.heap[at] = item
    item.place = at
  }
}

function before(a: Ending, b: Ending): boolean {
  return a.deadline < b.deadline || (a.deadline === b.deadline && a.rank < b.rank)
}
