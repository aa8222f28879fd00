/** Before the process ends the data set is saved, when that is asked for or there are save points. */
import type { Persistence } from '../persistence/persistence.ts'
import type { LastDuty } from './ending.ts'
import type { Turns } from './turns.ts'

/** @param freeSnapshot ends a snapshot that runs for something else than a save */
export function finalSave(persistence: Persistence, freeSnapshot: () => void, turns: Turns): LastDuty {
  return async ({ save }) => {
    turns.begin()
    persistence.saver.cancel('the server is shutting down')
    if (!(save ?? persistence.savesByItself())) return true
    if (persistence.server.keyspace.snapshotRunning) freeSnapshot()
    return persistence.saveFinally()
  }
}
