/** The sentinel's control plane: routes from shared/control/, facts and metrics from here. */
import { type Control, createControl } from '../../shared/control/control.ts'
import type { Log } from '../../shared/ports/log.ts'
import type { SentinelFacts } from './facts.ts'
import type { SentinelMetrics } from './metrics.ts'
import { sentinelHealth, sentinelReadiness, sentinelTopology } from './probes.ts'

export interface SentinelControlOptions {
  log: Log
  facts: SentinelFacts
  metrics: SentinelMetrics
  token?: () => string
  full?: (fd: number) => boolean
}

/** Closing it stops the metrics' samplers too. */
export function createSentinelControl({ log, facts, metrics, token, full }: SentinelControlOptions): Control {
  const control = createControl({
    log,
    health: () => sentinelHealth(facts),
    readiness: () => sentinelReadiness(facts),
    metrics: metrics.registry,
    topology: () => sentinelTopology(facts),
    ...(token && { token }),
    ...(full && { full }),
  })
  control.app.addHook('onClose', async () => metrics.close())
  return control
}
