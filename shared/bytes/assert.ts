/**
 * A broken invariant is a defect of ours, not bad input: it ends the process with a sentence that names it.
 */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${claim}`)
}
