/** Before the process ends the append only file gets all that was logged, durably. */
import type { ProcessLog } from '../../shared/io/log/log.ts'
import type { Aof } from '../persistence/aof/aof.ts'
import type { LastDuty } from './ending.ts'
import type { Turns } from './turns.ts'

/** While the first base is not complete, what was written is in no file yet. */
export function mayEnd(aof: Aof, log: ProcessLog): LastDuty {
  return async ({ force }) => {
    if (aof.state !== 'starting' || aof.atStart) return true
    log.warning(force ? 'Writing initial AOF. Exit anyway.' : "Writing initial AOF, can't exit.")
    return false
  }
}

/** The last duty: nobody is served between it and the end. */
export function flushAof(aof: Aof, log: ProcessLog, turns: Turns): LastDuty {
  return async () => {
    turns.begin()
    if (aof.state === 'on') log.notice('Calling fsync() on the AOF file.')
    const error = await new Promise<string | null>(resolve => aof.flush(resolve))
    if (error === null) return true
    log.warning(`Fail to fsync the AOF file: ${error}.`)
    return false
  }
}
