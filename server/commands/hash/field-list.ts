/** `FIELDS numfields field...`, with which the commands about the times of fields end. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'

const MISPLACED = 'ERR Mandatory argument FIELDS is missing or not at the right position'
const NOT_POSITIVE = 'ERR Number of fields must be a positive integer'
const MISCOUNTED = 'ERR The `numfields` parameter must match the number of arguments'

/** Where the first field stands when FIELDS is at argument i; 0 after an error. */
export function firstField(ctx: ServerContext, args: Args, i: number, notPositive = NOT_POSITIVE): number {
  if (i >= args.argc || !args.is(i, 'FIELDS')) return refuse(ctx, MISPLACED)
  // HGETEX ... EX 10 FIELDS: Redis reads on behind the last argument.
  const count = i + 1 < args.argc ? args.int64(i + 1) : null
  if (count === null || count < 1n) return refuse(ctx, notPositive)
  return Number(count) === args.argc - i - 2 ? i + 2 : refuse(ctx, MISCOUNTED)
}

function refuse(ctx: ServerContext, error: string): number {
  ctx.reply.error(error)
  return 0
}

/** Logs these words and the fields from argument `first` to the last, instead of the request. */
export function logFields(
  ctx: ServerContext,
  args: Args,
  words: (string | Uint8Array)[],
  first: number,
): void {
  for (let i = first; i < args.argc; i++) words.push(args.view(i))
  ctx.logWords(...words)
}
