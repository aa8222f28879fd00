/**
 * What each key costs besides, for tests of whoever watches a save or a load (`rdb-key-save-delay`,
 * `key-load-delay`): so many microseconds; less than zero, -n, a microsecond for one key in n on the
 * average. Redis sleeps in its child, and when it loads. Here it is a debt: who works waits until it is
 * paid, and others are served.
 */
export class KeyDelay {
  private readonly perKeyUs: number
  /** Monotonic time, us, when the debt is paid. */
  private paidAt: number

  constructor(setting: number) {
    this.perKeyUs = perKeyUs(setting)
    this.paidAt = 0
  }

  /** So many keys were worked on until `nowUs`. */
  add(keys: number, nowUs: number): void {
    this.paidAt = Math.max(this.paidAt, nowUs) + keys * this.perKeyUs
  }

  /** Microseconds that are left to wait. */
  left(nowUs: number): number {
    return Math.max(0, this.paidAt - nowUs)
  }
}

/** What such a setting comes to per key. */
export function perKeyUs(setting: number): number {
  return setting >= 0 ? setting : -1 / setting
}
