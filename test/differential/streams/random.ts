// Seeded random choices (mulberry32), so that a stream can be made again from its seed.
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  /** From 0 up to, but without, 1. */
  real(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.real() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.real() < probability
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)] as T
  }

  /** `length` bytes as a latin1 text, each from `low` to `high`. */
  text(length: number, low = 0, high = 255): string {
    let out = ''
    while (out.length < length) out += String.fromCharCode(this.integer(low, high))
    return out
  }
}
