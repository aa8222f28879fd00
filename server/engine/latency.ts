/**
 * The latency monitor: for each kind of event, the worst duration of each second in which one reached
 * latency-monitor-threshold. Durations are milliseconds.
 */
const SAMPLES_MAX = 160

export type LatencySample = { at: number; ms: number }

export class LatencySeries {
  readonly samples: LatencySample[]
  /** Since the last reset. */
  max: number

  constructor() {
    this.samples = []
    this.max = 0
  }

  add(at: number, ms: number): void {
    this.max = Math.max(this.max, ms)
    const last = this.samples.at(-1)
    if (last?.at === at) last.ms = Math.max(last.ms, ms)
    else this.samples.push({ at, ms })
    if (this.samples.length > SAMPLES_MAX) this.samples.shift()
  }
}

export class LatencyMonitor {
  readonly events: Map<string, LatencySeries>
  /** Milliseconds; 0 is off. */
  threshold: number

  constructor() {
    this.events = new Map()
    this.threshold = 0
  }

  /** An event took `ms`; `now` is wall-clock ms. */
  add(event: string, ms: number, now: number): void {
    if (this.threshold === 0 || ms < this.threshold) return
    let series = this.events.get(event)
    if (series === undefined) this.events.set(event, (series = new LatencySeries()))
    series.add(Math.floor(now / 1000), Math.floor(ms))
  }
}
