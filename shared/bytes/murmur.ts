/**
 * MurmurHash64A by Austin Appleby, over bytes in place, little-endian on any machine: the hash of
 * HyperLogLog. Its 64 bits are handled as two halves of 32, since bigints cost ten times as much.
 */

const MULTIPLIER_HIGH = 0xc6a4a793
const MULTIPLIER_LOW = 0x5bd1e995
const LOW_UPPER = MULTIPLIER_LOW >>> 16
const LOW_LOWER = MULTIPLIER_LOW & 0xffff

/** The upper half of (high, low) times the multiplier, modulo 2^64; the lower is that of the lower halves. */
function upperProduct(high: number, low: number): number {
  const upper = low >>> 16
  const lower = low & 0xffff
  // Of low * MULTIPLIER_LOW, by parts of 16 bits; each sum is below 2^32.
  const first = (Math.imul(upper, LOW_LOWER) + (Math.imul(lower, LOW_LOWER) >>> 16)) | 0
  const second = (Math.imul(lower, LOW_UPPER) + (first & 0xffff)) | 0
  const carried = (Math.imul(upper, LOW_UPPER) + (first >>> 16) + (second >>> 16)) | 0
  return (carried + Math.imul(high, MULTIPLIER_LOW) + Math.imul(low, MULTIPLIER_HIGH)) | 0
}

export class Murmur {
  /** The last hash's halves, as int32. */
  high: number
  low: number

  constructor() {
    this.high = 0
    this.low = 0
  }

  /** Hashes `bytes[off, off + len)` with a seed of 32 bits. */
  hash(bytes: Uint8Array, off: number, len: number, seed: number): void {
    let high = upperProduct(0, len)
    let low = Math.imul(len, MULTIPLIER_LOW) ^ seed
    let at = off
    for (const end = off + (len & ~7); at < end; at += 8) {
      let blockLow = word(bytes, at)
      let blockHigh = upperProduct(word(bytes, at + 4), blockLow)
      // The upper bits, from the 47th on, are mixed into the lower ones.
      blockLow = Math.imul(blockLow, MULTIPLIER_LOW) ^ (blockHigh >>> 15)
      blockHigh = upperProduct(blockHigh, blockLow)
      high ^= blockHigh
      low ^= Math.imul(blockLow, MULTIPLIER_LOW)
      high = upperProduct(high, low)
      low = Math.imul(low, MULTIPLIER_LOW)
    }
    const rest = len & 7
    if (rest > 0) {
      for (let i = 0; i < rest && i < 4; i++) low ^= bytes[at + i]! << (8 * i)
      for (let i = 4; i < rest; i++) high ^= bytes[at + i]! << (8 * (i - 4))
      high = upperProduct(high, low)
      low = Math.imul(low, MULTIPLIER_LOW)
    }
    low ^= high >>> 15
    high = upperProduct(high, low)
    low = Math.imul(low, MULTIPLIER_LOW)
    this.high = high
    this.low = low ^ (high >>> 15)
  }
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}
