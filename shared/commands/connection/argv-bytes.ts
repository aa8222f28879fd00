/** The size of a request's arguments, `argv-mem` of CLIENT LIST. */
import type { Args } from '../../resp/args.ts'

export function argvBytes(args: Args): number {
  let bytes = 0
  for (let i = 0; i < args.argc; i++) bytes += args.len[i]!
  return bytes
}
