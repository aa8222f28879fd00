/**
 * HalfSipHash-1-3 (Aumasson and Bernstein), 32-bit output, over bytes in place. Keys of the tables come from
 * strangers, so the hash is keyed: without the seed nobody can aim a flood of keys at one bucket. Redis uses
 * SipHash-1-3 with 64-bit words; the half-size form is the one that fits 32-bit arithmetic.
 */
import type { Viewed } from './view.ts'

let k0 = 0x5bd1e995
let k1 = 0x1b873593

/** Sets the process-wide key: two 32-bit words from a random source, once, before any table is filled. */
export function seedHash(a: number, b: number): void {
  k0 = a | 0
  k1 = b | 0
}

/** The 32-bit hash (as a signed integer) of `buf[off, off + len)`. */
export function hashBytes(buf: Viewed, off: number, len: number): number {
  let v0 = k0
  let v1 = k1
  let v2 = 0x6c796765 ^ k0
  let v3 = 0x74656462 ^ k1
  const tail = off + (len & ~3)
  const view = buf.view
  let i = off
  for (; i < tail; i += 4) {
    const m =
      view === undefined
        ? buf[i]! | (buf[i + 1]! << 8) | (buf[i + 2]! << 16) | (buf[i + 3]! << 24)
        : view.getInt32(i, true)
    v3 ^= m
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= m
  }
  let m = len << 24
  const rest = len & 3
  if (rest > 0) m |= buf[i]!
  if (rest > 1) m |= buf[i + 1]! << 8
  if (rest > 2) m |= buf[i + 2]! << 16
  v3 ^= m
  for (let round = 0; round < 4; round++) {
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    if (round === 0) {
      v0 ^= m
      v2 ^= 0xff
    }
  }
  return v1 ^ v3
}
