/**
 * What CLIENT SETNAME, CLIENT SETINFO and HELLO accept as a name: visible ASCII, so that CLIENT LIST stays
 * readable.
 */
import type { Args } from '../resp/args.ts'

/** Whether argument i has no spaces, line ends or special characters; it may be empty. */
export function isVisible(args: Args, i: number): boolean {
  const off = args.off[i]!
  const end = off + args.len[i]!
  for (let p = off; p < end; p++) {
    const c = args.buf[p]!
    if (c < 0x21 || c > 0x7e) return false
  }
  return true
}

/** Redis's refusal; `what` is `Client names` or the attribute's name. */
export function notVisible(what: string): string {
  return `ERR ${what} cannot contain spaces, newlines or special characters.`
}
