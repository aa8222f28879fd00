/**
 * What the process itself costs: CPU, memory of the JS heap, lateness of the event loop, garbage collection.
 *
 * Event-loop lag is a true histogram, so that percentiles can be taken over any window and over processes: a
 * timer of our own, measured against the monotonic clock. `monitorEventLoopDelay` keeps a native histogram
 * that cannot be exported as buckets without walking it for milliseconds at every scrape.
 */
import { constants, type PerformanceEntry, PerformanceObserver, performance } from 'node:perf_hooks'
import { Histogram, type Registry } from 'prom-client'
import { counter, exposeFacts, type FactMetric, gauge } from './fact-metrics.ts'

const LAG_SAMPLE_MS = 20
const LAG_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const GC_BUCKETS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]

const GC_KINDS: Record<number, string> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
}

const US = 1e-6

const TABLE: FactMetric<NodeJS.Process>[] = [
  counter('redis_cpu_sys_seconds_total', 'CPU time spent in the kernel, all threads, seconds.', p => {
    return p.cpuUsage().system * US
  }),
  counter('redis_cpu_user_seconds_total', 'CPU time spent in user mode, all threads, seconds.', p => {
    return p.cpuUsage().user * US
  }),
  gauge('holdfast_heap_used_bytes', 'Bytes of the JavaScript heap in use (data lives outside it).', p => {
    return p.memoryUsage().heapUsed
  }),
]

/** Starts the samplers and registers the metrics. The answer stops the samplers. */
export function collectProcess(registry: Registry): () => void {
  exposeFacts(registry, process, TABLE)
  const stopLag = sampleEventLoopLag(registry)
  const stopGc = observeGc(registry)
  return () => {
    stopLag()
    stopGc()
  }
}

function sampleEventLoopLag(registry: Registry): () => void {
  const lag = new Histogram({
    name: 'holdfast_event_loop_lag_seconds',
    help: 'How late the event loop ran a timer, sampled every 20 ms, seconds.',
    buckets: LAG_BUCKETS,
    registers: [registry],
  })
  let due = performance.now() + LAG_SAMPLE_MS
  const timer = setInterval(() => {
    const now = performance.now()
    lag.observe(Math.max(0, now - due) / 1000)
    due = now + LAG_SAMPLE_MS
  }, LAG_SAMPLE_MS).unref()
  return () => clearInterval(timer)
}

function observeGc(registry: Registry): () => void {
  const pauses = new Histogram({
    name: 'holdfast_gc_pause_seconds',
    help: 'Garbage collection pauses by kind, seconds.',
    labelNames: ['kind'],
    buckets: GC_BUCKETS,
    registers: [registry],
  })
  for (const kind of Object.values(GC_KINDS)) pauses.zero({ kind })
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const { detail, duration } = entry as PerformanceEntry & { detail: { kind: number } }
      pauses.observe({ kind: GC_KINDS[detail.kind] ?? 'other' }, duration / 1000)
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return () => observer.disconnect()
}
