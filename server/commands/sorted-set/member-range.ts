/**
 * Ranges of members: `min` and `max` as ZRANGEBYLEX and its relatives take them: `[` or `(` and a member
 * that is in the range itself or not, `-` for what is less than all, `+` for what is greater.
 */
import type { Args } from '../../../shared/resp/args.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import type { RankRange } from './rank-range.ts'

const OPEN = 0x28
const BRACKET = 0x5b
const MINUS = 0x2d
const PLUS = 0x2b

export class MemberRange {
  private args!: Args
  private min: number
  private max: number

  constructor() {
    this.min = 0
    this.max = 0
  }

  /** Takes two arguments; false when one of them is no bound. */
  read(args: Args, min: number, max: number): boolean {
    this.args = args
    this.min = min
    this.max = max
    return isBound(args, min) && isBound(args, max)
  }

  /** The ranks of the open sorted set's members in the range. */
  ranks(zsets: SortedSets, ranks: RankRange): void {
    ranks.set(this.rank(zsets, this.min, OPEN), this.rank(zsets, this.max, BRACKET))
  }

  /** How many members are below the bound, or at it too, where its first character is `after`. */
  private rank(zsets: SortedSets, i: number, after: number): number {
    const { buf, off, len } = this.args
    const first = buf[off[i]!]
    if (first === MINUS) return 0
    if (first === PLUS) return zsets.length()
    return zsets.rankOfMember(buf, off[i]! + 1, len[i]! - 1, first === after)
  }
}

function isBound(args: Args, i: number): boolean {
  if (args.len[i] === 0) return false
  const first = args.buf[args.off[i]!]
  // Redis looks for the end of a C string.
  if (first === MINUS || first === PLUS) return args.len[i] === 1 || args.buf[args.off[i]! + 1] === 0
  return first === OPEN || first === BRACKET
}
