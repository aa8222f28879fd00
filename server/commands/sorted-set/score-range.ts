/**
 * Ranges of scores: `min` and `max` as ZRANGEBYSCORE and its relatives take them, `(` before one that is
 * not itself in the range. Redis reads them with a bare strtod, which is laxer than for scores: spaces
 * before the number, an empty text (0) and what is too large for a double (infinity) are allowed.
 */
import { parseDouble } from '../../../shared/bytes/double.ts'
import { latin1 } from '../../../shared/bytes/text.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import type { RankRange } from './rank-range.ts'

const OPEN = 0x28

export class ScoreRange {
  private min: number
  private max: number
  private minExclusive: boolean
  private maxExclusive: boolean

  constructor() {
    this.min = 0
    this.max = 0
    this.minExclusive = false
    this.maxExclusive = false
  }

  /** Reads two arguments; false when one of them is no number. */
  read(args: Args, min: number, max: number): boolean {
    this.minExclusive = isExclusive(args, min)
    this.maxExclusive = isExclusive(args, max)
    this.min = readBound(args, min, this.minExclusive)
    this.max = readBound(args, max, this.maxExclusive)
    return !Number.isNaN(this.min) && !Number.isNaN(this.max)
  }

  /** The ranks of the open sorted set's members in the range. */
  ranks(zsets: SortedSets, ranks: RankRange): void {
    ranks.set(zsets.rankOfScore(this.min, this.minExclusive), zsets.rankOfScore(this.max, !this.maxExclusive))
  }
}

function isExclusive(args: Args, i: number): boolean {
  return args.len[i]! > 0 && args.buf[args.off[i]!] === OPEN
}

function readBound(args: Args, i: number, exclusive: boolean): number {
  const skip = exclusive ? 1 : 0
  const off = args.off[i]! + skip
  const len = args.len[i]! - skip
  const value = parseDouble(args.buf, off, len)
  return Number.isNaN(value) ? lax(latin1(args.buf, off, len)) : value
}

/** What strtod makes of a text that is no plain double, up to its first NUL; NaN when it stops before. */
function lax(text: string): number {
  const end = text.indexOf('\0')
  const number = (end < 0 ? text : text.slice(0, end)).replace(/^[ \t\n\v\f\r]+/, '')
  if (number === '') return text === '' || end === 0 ? 0 : NaN
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)) return Number(number)
  return parseDouble(Buffer.from(number, 'latin1'), 0, number.length)
}
