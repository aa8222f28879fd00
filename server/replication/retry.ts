/** How long a replica waits before it tries its primary again, in ms. */

export const RETRY = {
  first: 50,
  max: 1000,
  /** After a payload that we cannot take in: trying again costs the primary a walk each time. */
  refused: 10_000,
  /** While the guard holds our data back from the primary, which told by INFO what it is. */
  guarded: 1000,
  /** The same, where the primary did not tell, and so each time begins a walk. */
  offered: 3000,
}

/** After so many attempts in a row that failed. */
export function retryWait(failures: number): number {
  return Math.min(RETRY.max, RETRY.first * 2 ** Math.min(failures, 10))
}
