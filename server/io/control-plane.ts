/** Opens the control plane on control-port, one listener per address of control-bind. */
import type { ConfigStore } from '../../shared/config/store.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Descriptors } from '../../shared/io/descriptors.ts'
import type { Log } from '../../shared/ports/log.ts'
import { createServerControl } from '../control/control.ts'
import type { ServerFacts } from '../control/facts.ts'
import { createServerMetrics, type ServerMetrics } from '../control/metrics.ts'

/** Null, or the reason to exit. */
export async function openControlPlane(
  store: ConfigStore,
  log: Log,
  facts: ServerFacts,
  metrics: ServerMetrics,
  descriptors: Descriptors,
): Promise<string | null> {
  const port = store.number('control-port')
  for (const text of store.list('control-bind')) {
    const optional = text.startsWith('-')
    const name = optional ? text.slice(1) : text
    const host = name === '*' ? '0.0.0.0' : name === '::*' ? '::' : name
    try {
      await createServerControl({ log, facts, metrics, full: fd => descriptors.scarce(fd, true) }).listen({
        host,
        port,
      })
    } catch (error) {
      const why = `Could not open the control plane on ${name}:${port}: ${systemReason(error)}`
      if (!optional) return `${why}, aborting.`
      log.warning(`Warning: ${why}`)
    }
  }
  return null
}

export { createServerMetrics }
