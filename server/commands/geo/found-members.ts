/**
 * The members that a search found, with what is known of them, in the order in which they were found or
 * sorted.
 */
import { copyBytes } from '../../../shared/bytes/copy.ts'
import { areasOf } from '../../values/geo/areas.ts'
import { Position } from '../../values/geo/position.ts'
import type { Shape } from '../../values/geo/shape.ts'
import type { SortedSets } from '../../values/sorted-set.ts'

export class FoundMembers {
  /** How many there are. */
  count: number
  /** By number: where a member's bytes are in `bytes`, its score and its distance in metres. */
  bytes: Uint8Array
  readonly off: number[]
  readonly len: number[]
  readonly score: number[]
  readonly distance: number[]
  /** Numbers in the order of the result. */
  order: number[]
  private used: number
  private readonly position: Position

  constructor() {
    this.count = 0
    this.bytes = Buffer.allocUnsafe(1024)
    this.off = []
    this.len = []
    this.score = []
    this.distance = []
    this.order = []
    this.used = 0
    this.position = new Position()
  }

  /** Looks through the open sorted set; ends when there are `most`, if that is not 0. */
  search(zsets: SortedSets, shape: Shape, most: number): void {
    for (const { min, max } of areasOf(shape)) {
      if (most > 0 && this.count >= most) break
      this.searchRange(zsets, shape, min, max, most)
    }
    for (let i = 0; i < this.count; i++) this.order.push(i)
  }

  private searchRange(zsets: SortedSets, shape: Shape, min: number, max: number, most: number): void {
    const { position } = this
    const rank = zsets.rankOfScore(min, false)
    if (rank >= zsets.length()) return
    zsets.at(rank)
    do {
      const { score } = zsets
      if (score >= max) return
      position.decode(score)
      const metres = shape.distanceTo(position.longitude, position.latitude)
      if (metres < 0) continue
      const { bytes, off, len } = zsets.element
      this.add(bytes, off, len, score, metres)
      if (most > 0 && this.count >= most) return
    } while (zsets.forward())
  }

  private add(bytes: Uint8Array, off: number, len: number, score: number, metres: number): void {
    if (this.used + len > this.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (this.used + len))
      larger.set(this.bytes.subarray(0, this.used))
      this.bytes = larger
    }
    copyBytes(bytes, off, this.bytes, this.used, len)
    this.off.push(this.used)
    this.len.push(len)
    this.score.push(score)
    this.distance.push(metres)
    this.used += len
    this.count++
  }

  sort(order: 'nearest' | 'farthest'): void {
    const { distance } = this
    if (order === 'nearest') this.order.sort((a, b) => distance[a]! - distance[b]!)
    else this.order.sort((a, b) => distance[b]! - distance[a]!)
  }

  /** Keeps the first ones. */
  keep(most: number): void {
    if (this.order.length > most) this.order.length = most
  }
}
