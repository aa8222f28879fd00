/*
 * Makes a failing stream short by leaving out ever smaller pieces, as long as it still fails and the budget
 * of runs and time lasts. The last request stays: it is the one that failed.
 */
const maxRuns = 120
const maxMs = 15_000

export async function shrink<T>(
  stream: readonly T[],
  fails: (shorter: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = stream
  let runs = 0
  const end = performance.now() + maxMs
  for (let piece = Math.ceil(kept.length / 2); piece >= 1; piece = piece === 1 ? 0 : Math.ceil(piece / 2)) {
    for (let from = 0; from < kept.length - 1; ) {
      if (runs++ === maxRuns || performance.now() > end) return kept
      const to = Math.min(from + piece, kept.length - 1)
      const shorter = [...kept.slice(0, from), ...kept.slice(to)]
      if (await fails(shorter)) kept = shorter
      else from = to
    }
  }
  return kept
}
