/**
 * Rates over the last sixteen samples, as INFO's instantaneous_ fields: one sample each 100 ms. Most are per
 * second of time; a total can also be set against another total.
 */
const SAMPLES = 16

export class Rate {
  private readonly samples: Float64Array
  private next: number
  private lastTotal: number
  private lastAt: number
  private readonly factor: number

  /** `factor`: of the unit that the rate is told in, how many units of `sample`'s second argument it has. */
  constructor(factor = 1000) {
    this.factor = factor
    this.samples = new Float64Array(SAMPLES)
    this.next = 0
    this.lastTotal = 0
    this.lastAt = 0
  }

  /** The total so far, at `now` ms or at a count of something else. A total that fell was reset. */
  sample(total: number, now: number): void {
    const ms = now - this.lastAt
    if (this.lastAt > 0 && ms > 0) {
      this.samples[this.next] = (Math.max(0, total - this.lastTotal) * this.factor) / ms
      this.next = (this.next + 1) % SAMPLES
    }
    this.lastTotal = total
    this.lastAt = now
  }

  /** Per second, or per unit of what the total was set against. */
  perSecond(): number {
    let sum = 0
    for (const sample of this.samples) sum += sample
    return sum / SAMPLES
  }

  reset(): void {
    this.samples.fill(0)
    this.lastAt = 0
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
  /** Turns of the event loop; microseconds per turn. */
  readonly loopCycles = new Rate()
  readonly loopUsec = new Rate(1)

  /** CONFIG RESETSTAT. */
  reset(): void {
    for (const rate of Object.values(this) as Rate[]) rate.reset()
  }
}
