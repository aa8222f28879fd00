/**
 * Durations of one command's calls: a histogram whose buckets grow with the value, sixteen to each doubling
 * (6% precision), from a sixteenth of a microsecond to a second. Redis keeps an HDR histogram of two digits.
 */
const UNIT_PER_US = 16
const SUB_BITS = 4
const SUB = 1 << SUB_BITS
const UNITS_MAX = UNIT_PER_US * 1_000_000
const BUCKETS = 24 * SUB

export class LatencyHistogram {
  total: number
  private readonly counts: Float64Array

  constructor() {
    this.total = 0
    this.counts = new Float64Array(BUCKETS)
  }

  /** `calls` calls took `usec` microseconds each. */
  add(usec: number, calls: number): void {
    const units = Math.min(UNITS_MAX, Math.max(0, Math.round(usec * UNIT_PER_US)))
    this.counts[bucketOf(units)]! += calls
    this.total += calls
  }

  /** Microseconds that `percent` of the calls did not exceed, to the precision of a bucket. */
  percentile(percent: number): number {
    const wanted = Math.max(1, Math.ceil((percent / 100) * this.total))
    let seen = 0
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.counts[i]!
      if (seen >= wanted) return lastOf(i) / UNIT_PER_US
    }
    return 0
  }

  /** Calls that took no longer than 1, 2, 4 ... microseconds, each power at which the count grows. */
  cumulative(): [usec: number, calls: number][] {
    const rows: [number, number][] = []
    let seen = 0
    let told = 0
    let i = 0
    for (let usec = 1; told < this.total; usec *= 2) {
      for (; i < BUCKETS && lastOf(i) <= usec * UNIT_PER_US; i++) seen += this.counts[i]!
      if (seen > told) rows.push([usec, seen])
      told = seen
    }
    return rows
  }
}

function bucketOf(units: number): number {
  if (units < SUB) return units
  const shift = 31 - Math.clz32(units) - SUB_BITS
  return ((shift + 1) << SUB_BITS) + ((units >>> shift) & (SUB - 1))
}

/** The largest value that falls into a bucket. */
function lastOf(bucket: number): number {
  if (bucket < SUB) return bucket
  const shift = (bucket >>> SUB_BITS) - 1
  return (((bucket & (SUB - 1)) + SUB + 1) << shift) - 1
}
