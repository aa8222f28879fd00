/**
 * What INFO tells of rewrites, and how soon one may be tried again after others failed: at once twice, from
 * the third failure on after a minute, which doubles up to an hour, as in Redis.
 */
import type { Log } from '../../../shared/ports/log.ts'

const FREE_FAILURES = 3
const MINUTE_MS = 60_000
const MOST_MINUTES = 60

export class RewriteHistory {
  begun: number
  consecutiveFailures: number
  /** Seconds the last one took, -1 when there was none. */
  lastSeconds: number
  lastOk: boolean
  /** Minutes to wait after the last failure, and until when, wall-clock ms; 0 for no limit. */
  private minutes: number
  private until: number

  constructor() {
    this.begun = 0
    this.consecutiveFailures = 0
    this.lastSeconds = -1
    this.lastOk = true
    this.minutes = 0
    this.until = 0
  }

  began(): void {
    this.begun++
  }

  ended(startedAt: number, now: number, ok: boolean): void {
    this.lastSeconds = Math.max(0, Math.floor((now - startedAt) / 1000))
    this.lastOk = ok
    this.consecutiveFailures = ok ? 0 : this.consecutiveFailures + 1
    if (ok) {
      this.minutes = 0
      this.until = 0
    }
  }

  /** Whether one may begin by itself. */
  limit(now: number, notice: Log): boolean {
    if (this.consecutiveFailures < FREE_FAILURES) return true
    if (this.until > 0 && (now < this.until || this.until - now > MOST_MINUTES * MINUTE_MS)) return false
    if (this.until > 0) {
      this.until = 0
      return true
    }
    this.minutes = Math.min(MOST_MINUTES, Math.max(1, this.minutes * 2))
    this.until = now + this.minutes * MINUTE_MS
    notice.warning(
      'Background AOF rewrite has repeatedly failed and triggered the limit, will retry in ' +
        `${this.minutes} minutes`,
    )
    return false
  }

  /** Somebody asked for one: there is no waiting. */
  mayRetry(): void {
    this.until = 0
    this.consecutiveFailures = 0
  }
}
