/** The real clock and the real random source. */
import { randomBytes, randomInt } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'

export const systemClock: Clock = {
  wallMs: () => Date.now(),
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
