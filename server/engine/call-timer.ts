/**
 * Time spent per command, with few looks at the clock: a run of calls of one fast command is timed as a whole
 * and shared evenly, every other call by itself. At a million calls a second a clock read per call would cost
 * more than the commandstats it fills are worth. When every microsecond is asked for (a slow log below a
 * millisecond), each call is timed.
 */
import type { Client } from '../../shared/client/client.ts'
import { type CommandEntry, flagBit } from '../../shared/command/entry.ts'
import { LatencyHistogram } from '../../shared/command/latency-histogram.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Args } from '../../shared/resp/args.ts'

/**
 * Calls of fast commands may share a look at the clock until their arguments, and the KiB of their requests,
 * add up to this many: some tens of microseconds.
 */
const WORK_PER_LOOK = 256

/** Below this threshold each call is timed by itself, microseconds. */
const SHARE_FROM = 1000

/** Hears of calls over the threshold; a call known only as the average of a run has no arguments. */
export type OnSlow = (entry: CommandEntry, usec: number, client: Client | null, args: Args | null) => void

export class CallTimer {
  onSlow: OnSlow
  /** Whether durations enter the histograms (latency-tracking). */
  tracking: boolean
  private slowUsec: number
  private shareable: number
  private readonly clock: Clock
  private entry: CommandEntry | null
  private calls: number
  /** The last look at the clock, monotonic microseconds. */
  since: number
  /** What is left of `WORK_PER_LOOK`. */
  private work: number
  private startedAt: number
  /** What all commands took since `takeSpent` was last asked. */
  private spent: number

  constructor(clock: Clock) {
    this.onSlow = () => {}
    this.tracking = true
    this.slowUsec = -1
    this.shareable = flagBit.fast
    this.clock = clock
    this.entry = null
    this.calls = 0
    this.since = 0
    this.work = WORK_PER_LOOK
    this.startedAt = 0
    this.spent = 0
  }

  /** Sets from how many microseconds on `onSlow` is called; negative: never. */
  setThreshold(usec: number): void {
    this.slowUsec = usec
    this.shareable = usec >= 0 && usec < SHARE_FROM ? 0 : flagBit.fast
  }

  /** A command is about to run. */
  begin(entry: CommandEntry): void {
    if (entry === this.entry) {
      this.calls++
      return
    }
    if (this.entry !== null) this.settle()
    this.entry = entry
    this.calls = 1
  }

  /** The command has run; its time is taken, unless it shares that of a run. */
  end(entry: CommandEntry, client: Client, args: Args): void {
    if ((entry.flags & this.shareable) !== 0) {
      this.work -= args.argc + ((args.end - args.start) >>> 10)
      if (this.work <= 0) this.settle()
      return
    }
    this.take(entry, 1, client, args)
    this.entry = null
  }

  /** The command that began goes on to wait: its call counts when it ends. */
  wait(): void {
    if (--this.calls === 0) this.entry = null
  }

  /** A call that waited has ended without running again. */
  ended(entry: CommandEntry): void {
    if (!this.tracking) return
    entry.latency ??= new LatencyHistogram()
    entry.latency.add(0, 1)
  }

  /** The turn's work begins: time before it belongs to no command. */
  start(): void {
    this.since = this.clock.monotonicUs()
    this.startedAt = this.since
  }

  /** Microseconds since the turn's work began. */
  elapsed(): number {
    return this.clock.monotonicUs() - this.startedAt
  }

  /** Microseconds that commands took since this was last asked. */
  takeSpent(): number {
    const { spent } = this
    this.spent = 0
    return spent
  }

  /** The command that began goes on to run others (EXEC): what it took so far, for `leave`. */
  enter(): number {
    this.entry = null
    return this.since
  }

  /** The others have run: their time counts as that of the command that ran them, too. */
  leave(entry: CommandEntry, since: number): void {
    this.settle()
    this.entry = entry
    this.calls = 1
    // All of it is about to be taken once more, as the outer command's.
    this.spent -= this.since - since
    this.since = since
  }

  /** Gives the time since the last look to the calls since then. */
  settle(): void {
    const entry = this.entry
    if (entry === null) return
    this.take(entry, this.calls, null, null)
    this.entry = null
  }

  private take(entry: CommandEntry, calls: number, client: Client | null, args: Args | null): void {
    const now = this.clock.monotonicUs()
    const usec = now - this.since
    this.since = now
    this.work = WORK_PER_LOOK
    entry.usec += usec
    this.spent += usec
    if (this.tracking) {
      entry.latency ??= new LatencyHistogram()
      entry.latency.add(usec / calls, calls)
    }
    if (this.slowUsec >= 0 && usec >= this.slowUsec * calls) this.onSlow(entry, usec / calls, client, args)
  }
}
