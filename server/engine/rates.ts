/**
 * Rates per second over the last sixteen samples, as INFO's instantaneous_ fields: one sample each 100 ms.
 */
const SAMPLES = 16

export class Rate {
  private readonly samples: Float64Array
  private next: number
  private lastTotal: number
  private lastAt: number

  constructor() {
    this.samples = new Float64Array(SAMPLES)
    this.next = 0
    this.lastTotal = 0
    this.lastAt = 0
  }

  /** The total so far, at `now` ms. A total that fell was reset. */
  sample(total: number, now: number): void {
    const ms = now - this.lastAt
    if (this.lastAt > 0 && ms > 0) {
      this.samples[this.next] = (Math.max(0, total - this.lastTotal) * 1000) / ms
      this.next = (this.next + 1) % SAMPLES
    }
    this.lastTotal = total
    this.lastAt = now
  }

  perSecond(): number {
    let sum = 0
    for (const sample of this.samples) sum += sample
    return sum / SAMPLES
  }

  reset(): void {
    this.samples.fill(0)
  }
}

export class Rates {
  readonly commands = new Rate()
  readonly netIn = new Rate()
  readonly netOut = new Rate()
  readonly replIn = new Rate()
  readonly replOut = new Rate()
  /** Growth of the command log, bytes. */
  readonly log = new Rate()
}
