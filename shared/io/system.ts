/** The real clock and the real random source. */
import { randomBytes, randomInt } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'

/** What the wall clock's microseconds are ahead of the monotonic ones, as found out by `wallUs`. */
let ahead = Number.NEGATIVE_INFINITY

/**
 * Node has wall-clock time in milliseconds only; the monotonic clock has microseconds, but does not follow
 * when the wall clock is set. So the latter says which microsecond of the former's millisecond it is, and is
 * set right whenever it leaves that millisecond.
 */
function wallUs(): number {
  const monotonic = performance.now() * 1000
  const from = Date.now() * 1000
  const us = Math.floor(monotonic + ahead)
  if (us >= from && us < from + 1000) return us
  const nearest = us < from ? from : from + 999
  ahead = nearest - monotonic
  return nearest
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  wallUs,
  monotonicUs: () => performance.now() * 1000,
}

const POOL = Buffer.alloc(4096)
let at = POOL.length

function uint32(): number {
  if (at + 4 > POOL.length) {
    POOL.set(randomBytes(POOL.length))
    at = 0
  }
  at += 4
  return POOL.readUInt32LE(at - 4)
}

export const systemRandom: Random = {
  below: bound => (bound > 65536 ? (bound >= 4294967296 ? uint32() : randomInt(bound)) : uint32() % bound),
  hex: count =>
    randomBytes(Math.ceil(count / 2))
      .toString('hex')
      .slice(0, count),
}
