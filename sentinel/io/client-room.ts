/** How many clients the limit on open files leaves a sentinel room for, beside its links and scripts. */
import type { ConfigStore } from '../../shared/config/store.ts'
import { Descriptors } from '../../shared/io/descriptors.ts'
import type { Log } from '../../shared/ports/log.ts'
import type { SentinelState } from '../core/types.ts'

/** To a server: commands and the subscription. To a sentinel: commands. */
const TO_SERVER = 2
const TO_SENTINEL = 1

/** Lowers `maxclients` where there is no room for as many. Ends the process when there is room for none. */
export function makeClientRoom(store: ConfigStore, state: SentinelState, log: Log): Descriptors {
  const descriptors = new Descriptors(planned(store, state), store.number('control-port') > 0)
  const wanted = store.number('maxclients')
  const room = descriptors.fit(wanted, log)
  if (room === 0) {
    log.warning(descriptors.shortage(wanted))
    process.exit(1)
  }
  if (room < wanted) store.put('maxclients', [String(room)])
  return descriptors
}

function planned(store: ConfigStore, state: SentinelState): number {
  let links = 0
  for (const { replicas, sentinels } of state.masters.values()) {
    links += TO_SERVER * (1 + replicas.size) + TO_SENTINEL * sentinels.size
  }
  const listening = store.number('port') > 0 ? store.list('bind').length : 0
  const unix = store.path('unixsocket') === '' ? 0 : 1
  const control = store.number('control-port') > 0 ? store.list('control-bind').length : 0
  return links + listening + unix + control
}
