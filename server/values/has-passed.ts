/**
 * When the time of a key, or of a hash's field, has passed: once the clock is beyond it, as in Redis. In that
 * very millisecond what has the time is still there, with 0 ms to live. What has none (-1 of a key, 0 of a
 * field) is not for here. When a time that is only being given comes too late: commands/past-already.ts.
 */
export function hasPassed(time: number, now: number): boolean {
  return time < now
}
