/** Before the process ends the data set is saved, when that is asked for or there are save points. */
import type { Persistence } from '../persistence/persistence.ts'
import type { LastDuty } from './ending.ts'
import type { Turns } from './turns.ts'

export function finalSave(persistence: Persistence, freeSnapshot: () => void, turns: Turns): LastDuty {
  return async ({ save }) => {
    if (!(save ?? persistence.savesByItself())) {
      persistence.saver.cancel('the server is shutting down')
      return true
    }
    turns.begin()
    freeSnapshot()
    return persistence.saveFinally()
  }
}
