/** How many clients the limit on open files leaves room for: `maxclients` is lowered to that, as in Redis. */
import type { ConfigStore } from '../../shared/config/store.ts'
import { Descriptors } from '../../shared/io/descriptors.ts'
import type { Log } from '../../shared/ports/log.ts'

/** To the primary. */
const LINK = 1

/**
 * Lowers `maxclients` where there is no room for as many, at once and at each CONFIG SET. Ends the process
 * when there is room for none.
 */
export function makeClientRoom(store: ConfigStore, log: Log): Descriptors {
  const descriptors = new Descriptors(planned(store), store.number('control-port') > 0)
  const wanted = store.number('maxclients')
  const room = descriptors.fit(wanted, log)
  if (room === 0) {
    log.warning(descriptors.shortage(wanted))
    process.exit(1)
  }
  if (room < wanted) store.put('maxclients', [String(room)])
  store.onChange('maxclients', (value, before) => {
    if (Number(value) <= Number(before)) return null
    const fitting = descriptors.fit(Number(value), log)
    if (fitting >= Number(value)) return null
    return `The operating system is not able to handle the specified number of clients, try with ${fitting}`
  })
  return descriptors
}

/** Descriptors that are opened after the start, beside those of clients. */
function planned(store: ConfigStore): number {
  const listening = store.number('port') > 0 ? store.list('bind').length : 0
  const unix = store.path('unixsocket') === '' ? 0 : 1
  const control = store.number('control-port') > 0 ? store.list('control-bind').length : 0
  const log = store.bool('appendonly') ? 1 : 0
  return listening + unix + control + log + LINK
}
