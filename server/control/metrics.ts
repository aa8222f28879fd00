/** The server's registry: everything /metrics exports, over the server's facts. */
import { Registry } from 'prom-client'
import { exposeFacts } from '../../shared/control/fact-metrics.ts'
import { collectProcess } from '../../shared/control/process-metrics.ts'
import type { Observe } from '../../shared/ports/observe.ts'
import type { ServerFacts } from './facts.ts'
import { INFO_METRICS } from './info-metrics.ts'
import { OWN_METRICS, observedMetrics } from './own-metrics.ts'

export interface ServerMetrics {
  registry: Registry
  /** To be handed to the code that saves, evicts, synchronises and drops clients. */
  observe: Observe
  /** Stops the samplers. */
  close: () => void
}

export function createServerMetrics(facts: ServerFacts): ServerMetrics {
  const registry = new Registry()
  exposeFacts(registry, facts, INFO_METRICS)
  exposeFacts(registry, facts, OWN_METRICS)
  const observe = observedMetrics(registry, facts)
  return { registry, observe, close: collectProcess(registry) }
}
