/**
 * All background work of the server (freeing, expiry, large replies, saves, bases of append only files, full
 * syncs sent and received) in one place, so that together it takes no more than its share.
 * `server/engine/slices.ts` decides how much that is; here are the timers.
 *
 * - A slice runs at the end of a turn, when the turn's replies have left.
 * - While requests come, and for a while after the last one, the thread sleeps for a millisecond between
 *   slices. A client on the same machine may be waiting for our processor to send the next request, and the
 *   scheduler makes a thread that never sleeps wait behind the others for 4 to 6 ms, as measured.
 * - While nobody asks for anything, or only now and then, each round of the event loop has a slice.
 * - A client waits for a large reply (`eager`): such work pauses only after a slice during which requests
 *   came.
 */

import type { Server } from '../engine/server.ts'
import { nextLoad, SLICE_US, sliceUs } from '../engine/slices.ts'
import type { Turns } from './turns.ts'

/**
 * Requests that come no further apart than this, us, are a load: more may be on their way for as long. One
 * now and then (a monitor, a sentinel's PING) is served between two slices, and slows nothing down.
 */
const QUIET_US = 10_000
const PAUSE_MS = 1

export interface Work {
  /** Works for about so long; true when there is more to do at once. Runs in a turn. */
  slice(budgetUs: number): boolean
  /** Somebody waits for it. */
  readonly eager?: boolean
  /** Whether it has something to begin at once: then it has the next slice, without a pause before it. */
  begins?(): boolean
  /** How badly it must end soon, 0 to 1. */
  urgency?(): number
}

/** What the pacing goes by. */
export interface LoadMeters {
  monotonicUs(): number
  /** How long the event loop has waited for something to do, ms in all. */
  idleMs(): number
  /** Requests run so far. */
  requests(): number
}

export function loadMeters({ stats }: Server): LoadMeters {
  return {
    monotonicUs: () => performance.now() * 1000,
    idleMs: () => performance.eventLoopUtilization().idle,
    requests: () => stats.commands,
  }
}

export class Background {
  private readonly turns: Turns
  private readonly meters: LoadMeters
  /** Work that has more to do, the next one first. */
  private readonly active: Work[]
  private timer: NodeJS.Timeout | null
  /** A slice is to come. */
  private scheduled: boolean
  private load: number
  /** At the end of the last slice. */
  private endedUs: number
  private idleMs: number
  private requests: number
  /** When a slice last found new requests; until when there is a load. */
  private askedUs: number
  private loadedUntilUs: number

  constructor(turns: Turns, meters: LoadMeters) {
    this.turns = turns
    this.meters = meters
    this.active = []
    this.timer = null
    this.scheduled = false
    this.load = 0
    this.endedUs = 0
    this.idleMs = 0
    this.requests = 0
    this.askedUs = Number.NEGATIVE_INFINITY
    this.loadedUntilUs = Number.NEGATIVE_INFINITY
  }

  /** What asks for slices of `work`, until one says that there is no more. */
  add(work: Work): () => void {
    return () => {
      if (work.begins?.()) this.begin(work)
      if (this.active.includes(work)) return
      this.active.push(work)
      if (this.scheduled) return
      this.look()
      this.schedule()
    }
  }

  /** Has the next slice at the end of this turn. */
  private begin(work: Work): void {
    const at = this.active.indexOf(work)
    if (at >= 0) this.active.splice(at, 1)
    this.active.unshift(work)
    if (!this.scheduled) this.look()
    this.scheduled = true
    this.turns.afterwards(this.run)
  }

  /** Begins a time outside. */
  private look(): void {
    const { meters } = this
    this.endedUs = meters.monotonicUs()
    this.idleMs = meters.idleMs()
  }

  private schedule(): void {
    this.scheduled = true
    if (!this.pauses()) this.turns.afterwards(this.run)
    else if (this.timer === null) this.timer = setTimeout(this.ring, PAUSE_MS)
    else this.timer.refresh()
  }

  /** Whether the thread sleeps before the next slice. */
  private pauses(): boolean {
    const asked = this.meters.requests() !== this.requests
    if (asked) {
      if (this.endedUs - this.askedUs < QUIET_US) this.loadedUntilUs = this.endedUs + QUIET_US
      this.askedUs = this.endedUs
    }
    this.requests = this.meters.requests()
    if (this.active[0]!.eager) return asked
    return this.endedUs < this.loadedUntilUs
  }

  private readonly ring = (): void => {
    this.turns.afterwards(this.run)
  }

  private readonly run = (): void => {
    const work = this.active.shift()
    // What was asked for by the timer may have had its slice already.
    if (work === undefined) return
    if (work.slice(this.budgetUs(work))) this.active.push(work)
    this.look()
    this.scheduled = this.active.length > 0
    if (this.scheduled) this.schedule()
  }

  private budgetUs(work: Work): number {
    const { meters } = this
    const now = meters.monotonicUs()
    // Where there is no load the loop does not wait between slices, which would look like one.
    if (work.eager || now >= this.loadedUntilUs) return SLICE_US
    const outside = { elapsedUs: now - this.endedUs, idleUs: (meters.idleMs() - this.idleMs) * 1000 }
    this.load = nextLoad(this.load, outside)
    return sliceUs(this.load, work.urgency?.() ?? 0, outside)
  }
}
