/**
 * Metrics read from facts at the moment of the scrape: a table of names and readers becomes prom-client
 * gauges and counters. Nothing is counted twice: the process keeps its totals, the scrape looks at them.
 */
import { Counter, Gauge, type Registry } from 'prom-client'

export interface Sample {
  labels: Record<string, string>
  value: number
}

export interface FactMetric<Facts> {
  type: 'gauge' | 'counter'
  name: string
  help: string
  /** Label names; absent for a metric of one value. */
  labels?: readonly string[]
  /** A number, samples by label, or null when the fact does not exist now: then no sample is exported. */
  read: (facts: Facts) => number | readonly Sample[] | null
}

export function gauge<Facts>(name: string, help: string, read: (facts: Facts) => number | null) {
  return { type: 'gauge', name, help, read } satisfies FactMetric<Facts>
}

export function counter<Facts>(name: string, help: string, read: (facts: Facts) => number | null) {
  return { type: 'counter', name, help, read } satisfies FactMetric<Facts>
}

/** Registers the table; every scrape reads `facts` anew. */
export function exposeFacts<Facts>(
  registry: Registry,
  facts: Facts,
  table: readonly FactMetric<Facts>[],
): void {
  for (const { type, name, help, labels = [], read } of table) {
    const config = { name, help, labelNames: [...labels], registers: [registry] }
    if (type === 'gauge') {
      const metric: Gauge = new Gauge({
        ...config,
        collect: () => {
          metric.reset()
          put(read(facts), metric, (at, value) => metric.set(at, value))
        },
      })
    } else {
      const metric: Counter = new Counter({
        ...config,
        collect: () => {
          metric.reset()
          put(read(facts), metric, (at, value) => metric.inc(at, value))
        },
      })
    }
  }
}

function put(
  found: number | readonly Sample[] | null,
  metric: Gauge | Counter,
  set: (labels: Record<string, string>, value: number) => void,
): void {
  if (found === null) metric.remove({})
  else if (typeof found === 'number') set({}, found)
  else for (const { labels, value } of found) set(labels, value)
}
