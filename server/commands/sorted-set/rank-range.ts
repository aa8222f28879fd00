/** A run of members by rank: what every kind of range comes to. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readLong } from '../long-argument.ts'

export class RankRange {
  /** Rank of the first member, in ascending order, and how many there are: 0 or more. */
  from: number
  count: number
  private start: number
  private stop: number

  constructor() {
    this.from = 0
    this.count = 0
    this.start = 0
    this.stop = 0
  }

  set(from: number, to: number): void {
    this.from = from
    this.count = to > from ? to - from : 0
  }

  /** Reads the arguments of a range by rank, where negative ones count from the end; false after an error. */
  read(ctx: ServerContext, args: Args, start: number, stop: number): boolean {
    this.start = readLong(ctx, args, start)
    if (Number.isNaN(this.start)) return false
    this.stop = readLong(ctx, args, stop)
    return !Number.isNaN(this.stop)
  }

  /** Becomes what was read, in a sorted set of `length` members; `reverse`: counted from the greatest on. */
  resolve(length: number, reverse: boolean): void {
    let { start, stop } = this
    if (start < 0) start = Math.max(0, start + length)
    if (stop < 0) stop += length
    if (stop >= length) stop = length - 1
    if (reverse) this.set(length - 1 - stop, length - start)
    else this.set(start, stop + 1)
  }

  /**
   * Leaves out the first `offset` members (all when negative) and keeps at most `limit` (all when
   * negative).
   */
  limit(offset: number, limit: number, reverse: boolean): void {
    const rest = offset < 0 ? 0 : Math.max(0, this.count - offset)
    const count = limit < 0 ? rest : Math.min(rest, limit)
    if (reverse) this.from += this.count - offset - count
    else this.from += offset
    this.count = count
  }
}
