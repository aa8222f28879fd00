/**
 * The end that nobody asked for: a fault in our own code is logged as redis-server logs a crash, then exit 1.
 */
import type { Log } from '../../shared/ports/log.ts'

export function reportCrashes(log: Log, version: string): void {
  process.on('uncaughtException', error => {
    log.warning('=== REDIS BUG REPORT START: Cut & paste starting from here ===')
    log.warning(`Redis ${version} crashed: ${error instanceof Error ? error.message : String(error)}`)
    if (error instanceof Error) {
      for (const line of (error.stack ?? '').split('\n').slice(1)) log.warning(line.trim())
    }
    log.warning('=== REDIS BUG REPORT END. ===')
    process.exit(1)
  })
}
