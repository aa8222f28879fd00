/** Before the process ends the data set is saved, when that is asked for or there are save points. */
import type { Persistence } from '../persistence/persistence.ts'
import type { SystemDisk } from './disk.ts'
import type { LastDuty } from './ending.ts'
import type { Turns } from './turns.ts'

export function finalSave(
  persistence: Persistence,
  disk: SystemDisk,
  freeSnapshot: () => void,
  turns: Turns,
  saving: () => void,
): LastDuty {
  const { saver, server } = persistence
  return async ({ save }) => {
    turns.begin()
    saver.cancel('the server is shutting down')
    // Its file must be gone, and not take the place of the last one.
    await disk.idle()
    // What is loaded by half must not take the place of the whole.
    if (server.loading) return true
    const wanted = save ?? persistence.savesByItself()
    if (!wanted && !persistence.owesSave) return true
    turns.begin()
    saving()
    if (server.keyspace.snapshotRunning) freeSnapshot()
    return persistence.saveFinally() || !wanted
  }
}
