/** The server's control plane: routes from shared/control/, facts and metrics from here. */
import { type Control, createControl } from '../../shared/control/control.ts'
import type { Log } from '../../shared/ports/log.ts'
import type { ServerFacts } from './facts.ts'
import type { ServerMetrics } from './metrics.ts'
import { serverHealth, serverReadiness, serverTopology } from './probes.ts'

export interface ServerControlOptions {
  log: Log
  facts: ServerFacts
  /**
   * From `createServerMetrics`, which the boot file calls early, since `observe` is needed before the port
   * opens.
   */
  metrics: ServerMetrics
  token?: () => string
  full?: (fd: number) => boolean
}

/** Closing it stops the metrics' samplers too. */
export function createServerControl({ log, facts, metrics, token, full }: ServerControlOptions): Control {
  const control = createControl({
    log,
    health: () => serverHealth(facts),
    readiness: () => serverReadiness(facts),
    metrics: metrics.registry,
    topology: () => serverTopology(facts),
    ...(token && { token }),
    ...(full && { full }),
  })
  control.app.addHook('onClose', async () => metrics.close())
  return control
}
