/**
 * How long background work (saves, full syncs, freeing, expiry, large replies) may run before the event loop
 * takes requests again, and which share of the thread it gets. Numbers in, numbers out:
 * `server/io/background.ts` has the timers.
 *
 * While requests come, background work has a share of the time, which falls from `SHARE_MAX` to `SHARE_MIN`
 * as requests take more of the thread; `SHARE_MIN` is what guarantees that every save and every full sync
 * ends. While nobody asks for anything it may take all.
 */

/**
 * The usual slice, microseconds. A request waits for the slice that runs and for what the sockets before it
 * bring, and on a busy machine the scheduler adds its own: half a millisecond keeps all that together below
 * five. A turn without requests costs some 20 us.
 */
export const SLICE_US = 500
/**
 * The longest slice, where requests leave no more than one in ten milliseconds: it keeps the least share as
 * long as no turn takes longer than that.
 */
const SLICE_MAX_US = 2500
/** Of the thread's time while requests come. */
const SHARE_MAX = 0.5
const SHARE_MIN = 0.2
/** Of work that must end soon, whatever else waits. */
const SHARE_URGENT = 0.7

/** What the thread did since the last slice ended, microseconds. */
export interface Outside {
  /** All of it. */
  readonly elapsedUs: number
  /** As long it waited for something to do. */
  readonly idleUs: number
}

/**
 * The load, 0 to 1, after such a time outside; it follows what the last thirty milliseconds or so were like.
 */
export function nextLoad(load: number, { elapsedUs, idleUs }: Outside): number {
  if (elapsedUs <= 0) return load
  const busy = Math.min(1, Math.max(0, 1 - idleUs / elapsedUs))
  return load + (busy - load) * Math.min(1, elapsedUs / 30_000)
}

/** Of the time, what background work has at least; `urgency` is 0 to 1. */
function leastShare(urgency: number): number {
  return SHARE_MIN + (SHARE_URGENT - SHARE_MIN) * urgency
}

/** Share of the time that background work has while requests take `load` of it. */
export function backgroundShare(load: number, urgency: number): number {
  return Math.max(leastShare(urgency), SHARE_MAX * (1 - load))
}

/** How long the slice may be that follows such a time outside, microseconds. */
export function sliceUs(load: number, urgency: number, { elapsedUs, idleUs }: Outside): number {
  const busyUs = Math.max(0, elapsedUs - idleUs)
  const owedUs = Math.min(SLICE_MAX_US, busyUs * perOutside(leastShare(urgency)))
  return Math.min(Math.max(SLICE_US, owedUs), elapsedUs * perOutside(backgroundShare(load, urgency)))
}

/** From a share of all time to a time per time outside. */
function perOutside(share: number): number {
  return share / (1 - share)
}
