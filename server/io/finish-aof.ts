/** Before the process ends the append only file gets all that was logged, durably. */
import type { ProcessLog } from '../../shared/io/log/log.ts'
import type { Aof } from '../persistence/aof/aof.ts'
import type { LastDuty } from './ending.ts'
import type { Turns } from './turns.ts'

export function finishAof(aof: Aof, log: ProcessLog, turns: Turns): LastDuty {
  return async ({ force }) => {
    turns.begin()
    if (aof.state === 'starting' && !force) {
      log.warning("Writing initial AOF, can't exit.")
      return false
    }
    if (aof.state === 'on') log.notice('Calling fsync() on the AOF file.')
    const error = await new Promise<string | null>(resolve => aof.finish(resolve))
    if (error === null) return true
    log.warning(`Fail to fsync the AOF file: ${error}.`)
    return false
  }
}
