/** What the log says, once a minute at most, of browsers that were made to talk to us. */
import type { Log } from '../../shared/ports/log.ts'

const AT_MOST_EVERY_MS = 60_000

export class HttpWarning {
  /** Wall-clock ms of the last one. */
  private at: number

  constructor() {
    this.at = 0
  }

  warn(log: Log, now: number, address: string): void {
    if (now - this.at < AT_MOST_EVERY_MS) return
    this.at = now
    log.warning(
      'Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands ' +
        'to Redis. This is likely due to an attacker attempting to use Cross Protocol Scripting to ' +
        `compromise your Redis instance. Connection from ${address} aborted.`,
    )
  }
}
