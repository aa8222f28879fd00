/** How a sentinel ends: by SIGTERM, SIGINT or SHUTDOWN, with Redis's words and exit code 0. */
import { rmSync, writeFileSync } from 'node:fs'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Log } from '../../shared/ports/log.ts'

/**
 * Installs the signals and writes the pid file ('' for none). The answer ends the process after the turn that
 * asked for it. There is nothing to save: whatever others could have heard of is on disk.
 */
export function onStop(log: Log, pidfile: string, close: () => void): () => void {
  writePid(log, pidfile)
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    setImmediate(() => {
      log.warning('User requested shutdown...')
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

/** As in Redis, a pid file that cannot be written is no reason to give up. */
function writePid(log: Log, pidfile: string): void {
  if (pidfile === '') return
  try {
    writeFileSync(pidfile, `${process.pid}\n`)
  } catch (error) {
    log.warning(`Failed to write PID file: ${systemReason(error)}`)
  }
}
