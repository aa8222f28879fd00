/** The sentinel's registry: everything /metrics exports, over its facts, and the durations of failovers. */
import { Counter, Histogram, Registry } from 'prom-client'
import { exposeFacts } from '../../shared/control/fact-metrics.ts'
import { collectProcess } from '../../shared/control/process-metrics.ts'
import type { SentinelFacts } from './facts.ts'
import { SENTINEL_METRICS } from './info-metrics.ts'

const FAILOVER_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 180]
const OUTCOMES = ['done', 'aborted', 'timeout'] as const

/** What the sentinel's shell tells the metrics as it performs actions and events. */
export interface SentinelObserve {
  /** Time spent in one failover state (wait_start, select_slave, ...), when it is left, in seconds. */
  failoverPhase(phase: string, seconds: number): void
  failoverEnded(masterName: string, outcome: (typeof OUTCOMES)[number]): void
}

export interface SentinelMetrics {
  registry: Registry
  observe: SentinelObserve
  /** Stops the samplers. */
  close: () => void
}

export function createSentinelMetrics(facts: SentinelFacts): SentinelMetrics {
  const registry = new Registry()
  exposeFacts(registry, facts, SENTINEL_METRICS)
  const phases = new Histogram({
    name: 'holdfast_failover_phase_seconds',
    help: 'Time a failover spent in each state, seconds.',
    labelNames: ['phase'],
    buckets: FAILOVER_BUCKETS,
    registers: [registry],
  })
  const failovers = new Counter({
    name: 'holdfast_failovers_total',
    help: 'Failovers this sentinel led, by how they ended.',
    labelNames: ['master_name', 'outcome'],
    registers: [registry],
  })
  for (const { name } of facts.masters) {
    for (const outcome of OUTCOMES) failovers.inc({ master_name: name, outcome }, 0)
  }
  const observe: SentinelObserve = {
    failoverPhase: (phase, seconds) => phases.observe({ phase }, seconds),
    failoverEnded: (masterName, outcome) => failovers.inc({ master_name: masterName, outcome }),
  }
  return { registry, observe, close: collectProcess(registry) }
}
