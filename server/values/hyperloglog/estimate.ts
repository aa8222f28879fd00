/**
 * The number of distinct elements from how many registers have which rank: Otmar Ertl, "New cardinality
 * estimation algorithms for HyperLogLog sketches" (2017), section 3, the improved raw estimator.
 */
import { RANK_MAX, REGISTERS } from './form.ts'

/** 1 / (2 ln 2), as its constant is written in Redis. */
const ALPHA = 0.7213475204444817

export function estimate(histogram: Int32Array): number {
  let z = REGISTERS * tau((REGISTERS - histogram[RANK_MAX]!) / REGISTERS)
  for (let rank = RANK_MAX - 1; rank >= 1; rank--) z = (z + histogram[rank]!) * 0.5
  z += REGISTERS * sigma(histogram[0]! / REGISTERS)
  return Math.round((ALPHA * REGISTERS * REGISTERS) / z)
}

/** For the registers that are full; 0 at both ends. */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0
  let y = 1
  let z = 1 - x
  for (let before = Number.NaN; before !== z; ) {
    x = Math.sqrt(x)
    before = z
    y *= 0.5
    z -= (1 - x) ** 2 * y
  }
  return z / 3
}

/** For the registers that are empty. */
function sigma(x: number): number {
  if (x === 1) return Number.POSITIVE_INFINITY
  let y = 1
  let z = x
  for (let before = Number.NaN; before !== z; ) {
    x *= x
    before = z
    z += x * y
    y += y
  }
  return z
}
