/**
 * The elements that SORT works on, copied out of their collection (looking up weights may delete keys whose
 * time has passed), and their order. Where Redis's partial quicksort would leave elements of equal weight in
 * an order of its own, they stay here in the order they came in.
 */
import { compareBytes } from '../../../shared/bytes/text.ts'
import type { Slice } from '../../values/slice.ts'

/** Texts, one behind the other; a text may be missing. */
class Texts {
  bytes: Uint8Array
  readonly off: Float64Array
  /** -1 for one that is missing. */
  readonly len: Int32Array
  private end: number

  constructor(count: number) {
    this.bytes = Buffer.allocUnsafe(Math.max(64, count * 16))
    this.off = new Float64Array(count)
    this.len = new Int32Array(count).fill(-1)
    this.end = 0
  }

  set(i: number, bytes: Uint8Array, off: number, len: number): void {
    const { end } = this
    if (end + len > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, end + len))
      grown.set(this.bytes.subarray(0, end))
      this.bytes = grown
    }
    this.bytes.set(bytes.subarray(off, off + len), end)
    this.off[i] = end
    this.len[i] = len
    this.end = end + len
  }

  /** As memcmp, the shorter first. */
  compare(i: number, k: number): number {
    const { bytes, off, len } = this
    return compareBytes(bytes, off[i]!, len[i]!, bytes, off[k]!, len[k]!)
  }

  /** As strcoll in the C locale: as far as the first zero byte. A missing one comes before all. */
  collate(i: number, k: number): number {
    const { bytes, off } = this
    return compareBytes(bytes, off[i]!, this.lengthInC(i), bytes, off[k]!, this.lengthInC(k))
  }

  private lengthInC(i: number): number {
    const len = this.len[i]!
    const off = this.off[i]!
    for (let n = 0; n < len; n++) if (this.bytes[off + n] === 0) return n
    return len
  }
}

export class SortItems {
  count: number
  readonly elements: Texts
  private readonly capacity: number
  private weights: Float64Array
  private texts: Texts

  constructor(capacity: number) {
    this.capacity = capacity
    this.count = 0
    this.elements = new Texts(capacity)
    this.weights = NO_WEIGHTS
    this.texts = this.elements
  }

  add({ bytes, off, len }: Slice): void {
    this.elements.set(this.count++, bytes, off, len)
  }

  /** Sorts by numbers, 0 until `setWeight`. */
  weigh(): void {
    this.weights = new Float64Array(this.capacity)
  }

  setWeight(i: number, weight: number): void {
    this.weights[i] = weight
  }

  /** Sorts by texts other than the elements, missing until `setText`. */
  compareOthers(): void {
    this.texts = new Texts(this.capacity)
  }

  setText(i: number, bytes: Uint8Array, off: number, len: number): void {
    this.texts.set(i, bytes, off, len)
  }

  /** The numbers of all items, in the order they came in. */
  unsorted(): Int32Array {
    const order = new Int32Array(this.count)
    for (let i = 0; i < order.length; i++) order[i] = i
    return order
  }

  /** The numbers of all items in ascending order of weight, and of the elements where weights are equal. */
  byWeight(descending: boolean): Int32Array {
    const { weights, elements } = this
    const sign = descending ? -1 : 1
    return this.unsorted().sort((i, k) => {
      const a = weights[i]!
      const b = weights[k]!
      return sign * (a > b ? 1 : a < b ? -1 : elements.compare(i, k))
    })
  }

  /** The numbers of all items in the order of their texts; `exactly`: of all their bytes. */
  byText(descending: boolean, exactly: boolean): Int32Array {
    const { texts } = this
    const sign = descending ? -1 : 1
    return this.unsorted().sort((i, k) => {
      if (texts.len[i]! < 0 || texts.len[k]! < 0) {
        return sign * (Math.min(texts.len[i]!, 0) - Math.min(texts.len[k]!, 0))
      }
      return sign * (exactly ? texts.compare(i, k) : texts.collate(i, k))
    })
  }
}

const NO_WEIGHTS = new Float64Array(0)
