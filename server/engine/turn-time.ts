/**
 * The time that commands see, in whole wall-clock milliseconds. A turn begins with it, and it goes on within
 * the turn by the looks at the clock that the call timer takes anyway: after each call that is timed by
 * itself, and between others before they can have taken a millisecond together. While a command runs, EXEC
 * with all it holds included, time stands still, as in Redis.
 */
import type { KeyspaceState } from '../keyspace/keyspace-state.ts'
import type { CallTimer } from './call-timer.ts'
import type { ServerContext } from './context.ts'

export class TurnTime {
  /** By the timer's clock, when wall-clock time reaches its next millisecond: then `follow` is due. */
  nextMs: number
  /** What wall-clock microseconds are ahead of the timer's in this turn. */
  private ahead: number
  private readonly timer: CallTimer
  private readonly ctx: ServerContext
  private readonly state: KeyspaceState

  constructor(timer: CallTimer, ctx: ServerContext, state: KeyspaceState) {
    this.nextMs = 0
    this.ahead = 0
    this.timer = timer
    this.ctx = ctx
    this.state = state
  }

  /** A turn begins at this wall-clock time, which has a fraction where that is known. */
  begin(wallMs: number): void {
    this.timer.start()
    this.ahead = wallMs * 1000 - this.timer.since
    this.follow()
  }

  /** Wall-clock ms at the timer's last look, with a fraction. */
  get last(): number {
    return (this.timer.since + this.ahead) / 1000
  }

  /** Commands see the time of the timer's last look from now on. */
  follow(): void {
    const ms = Math.floor(this.last)
    this.nextMs = (ms + 1) * 1000 - this.ahead
    this.ctx.now = ms
    this.state.setNow(ms)
  }
}
