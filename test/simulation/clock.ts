/*
 * Virtual time: a queue of things to happen, in order of their moment and then of their making.
 */
interface Entry {
  at: number
  order: number
  run: () => void
}

export class VirtualClock {
  now = 0
  private order = 0
  private readonly heap: Entry[] = []

  after(ms: number, run: () => void): void {
    this.push({ at: this.now + ms, order: this.order++, run })
  }

  /** Lets time pass up to and including that moment. */
  runUntil(moment: number): void {
    while (this.heap.length > 0 && this.heap[0]!.at <= moment) {
      const entry = this.pop()
      this.now = entry.at
      entry.run()
    }
    this.now = moment
  }

  private push(entry: Entry): void {
    const { heap } = this
    let at = heap.length
    heap.push(entry)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(entry, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = entry
  }

  private pop(): Entry {
    const { heap } = this
    const top = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return top
    let at = 0
    for (;;) {
      let child = at * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return top
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
