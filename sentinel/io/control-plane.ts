/** The HTTP control plane of a sentinel, on each address of control-bind, if control-port is set. */

import type { Control } from '../../shared/control/control.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Descriptors } from '../../shared/io/descriptors.ts'
import { createSentinelControl } from '../control/control.ts'
import { createSentinelMetrics } from '../control/metrics.ts'
import type { FailoverObserver } from '../engine/failover-watch.ts'
import type { Sentinel } from '../engine/sentinel.ts'
import { LiveFacts } from './live-facts.ts'

export interface OpenControl {
  readonly observe: FailoverObserver
  close(): Promise<void>
}

/** Opens it; a text is the reason why that was not possible. */
export async function openControl(
  sentinel: Sentinel,
  descriptors: Descriptors,
): Promise<OpenControl | string> {
  const { store, log } = sentinel
  const facts = new LiveFacts(sentinel)
  const metrics = createSentinelMetrics(facts)
  const port = store.number('control-port')
  const controls: Control[] = []
  for (const name of port > 0 ? store.list('control-bind') : []) {
    const bare = name.replace(/^-/, '')
    const host = bare === '*' ? '0.0.0.0' : bare === '::*' ? '::' : bare
    const control = createSentinelControl({ log, facts, metrics, full: fd => descriptors.scarce(fd, true) })
    try {
      await control.listen({ host, port })
      controls.push(control)
    } catch (error) {
      if (!name.startsWith('-'))
        return `Failed listening on control port ${host}:${port}: ${systemReason(error)}`
    }
  }
  return {
    observe: metrics.observe,
    close: async () => {
      for (const control of controls) await control.close()
    },
  }
}
