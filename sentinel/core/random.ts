/*
 * The core's own randomness: a xorshift generator whose 32-bit state is part of SentinelState, so that a
 * run is a function of its seed and its events. Good enough for spreading timers; nothing secret is drawn
 * from it.
 */
import type { SentinelState } from './types.ts'

/** A uniform integer in [0, bound), bound >= 1. */
export function randomBelow(state: SentinelState, bound: number): number {
  let x = state.random
  x ^= x << 13
  x ^= x >>> 17
  x ^= x << 5
  state.random = x >>> 0
  return state.random % bound
}

/** A non-zero 32-bit generator state from any integer. */
export function seedFrom(seed: number): number {
  const mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0
  return mixed === 0 ? 1 : mixed
}
