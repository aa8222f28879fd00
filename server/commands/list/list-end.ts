/** The ends of a list as arguments, replies and events name them; in code, whether it is the first. */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

/** Argument i, LEFT or RIGHT, as whether it is the first end; null when the error was given. */
export function readEnd(ctx: ServerContext, args: Args, i: number): boolean | null {
  if (args.is(i, 'LEFT')) return true
  if (args.is(i, 'RIGHT')) return false
  ctx.reply.error(errors.syntax)
  return null
}

export function pushEvent(first: boolean): string {
  return first ? 'lpush' : 'rpush'
}

export function popEvent(first: boolean): string {
  return first ? 'lpop' : 'rpop'
}

/** The command that takes from this end, as it is logged. */
export function popWord(first: boolean): string {
  return first ? 'LPOP' : 'RPOP'
}
