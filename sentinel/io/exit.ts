/** How a sentinel ends: by SIGTERM, SIGINT or SHUTDOWN, with Redis's words and exit code 0. */
import { rmSync } from 'node:fs'
import type { Supervision } from '../../shared/io/supervision.ts'
import type { Log } from '../../shared/ports/log.ts'

/**
 * Installs the signals. The answer ends the process after the turn that asked for it. There is nothing to
 * save: whatever others could have heard of is on disk.
 *
 * @param pidfile removed at the end; '' for none
 */
export function onStop(log: Log, pidfile: string, supervision: Supervision, close: () => void): () => void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    setImmediate(() => {
      log.warning('User requested shutdown...')
      supervision.stopping()
      close()
      if (pidfile !== '') {
        log.notice('Removing the pid file.')
        rmSync(pidfile, { force: true })
      }
      log.warning('Sentinel is now ready to exit, bye bye...')
      process.exit(0)
    })
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.warning(`Received ${signal} scheduling shutdown...`)
      stop()
    })
  }
  process.on('SIGHUP', () => {})
  return stop
}
