/**
 * HEXPIRE, HPEXPIRE, HEXPIREAT, HPEXPIREAT: one command in two units, from now on or absolute, with a
 * condition. A time that has passed already deletes the field. A field whose own time has passed but which
 * has not been deleted yet is, as in Redis, there: it gets the new time and lives on. Replicas get absolute
 * times of the fields that really changed.
 */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { isPastAlready } from '../past-already.ts'
import { firstField } from './field-list.ts'
import { readFieldTime } from './field-time.ts'
import { dropEmpty, openToWrite, retime } from './open-hash.ts'

/** What is answered for a field, beside -2 for none. */
const REFUSED = 0
const CHANGED = 1
export const DELETED = 2

const CONDITIONS = ['NX', 'XX', 'GT', 'LT'] as const
type Condition = (typeof CONDITIONS)[number] | null

export function expireFields(
  ctx: ServerContext,
  args: Args,
  seconds: boolean,
  relative: boolean,
  name: string,
): void {
  if (!openToWrite(ctx, args)) return
  const at = readFieldTime(ctx, args, 2, seconds, relative, name)
  if (at < 0) return
  const condition = CONDITIONS.find(word => args.is(3, word)) ?? null
  const list = condition === null ? 3 : 4
  const first = firstField(ctx, args, list, 'ERR Parameter `numFields` should be greater than 0')
  if (first === 0) return
  const { reply, values } = ctx
  const { buf, off, len } = args
  const done: Uint8Array[] = []
  const past = isPastAlready(ctx, at)
  reply.array(args.argc - first)
  for (let i = first; i < args.argc; i++) {
    const found = values.hashes.find(buf, off[i]!, len[i]!)
    const result = found ? expireField(ctx, args, i, at, condition) : -2
    if (result > REFUSED) done.push(args.view(i))
    reply.integer(result)
  }
  if (done.length === 0) return
  ctx.changed(args, 1, 'h', past ? 'hdel' : 'hexpire')
  ctx.dirty += done.length - 1
  retime(ctx)
  dropEmpty(ctx, args)
  if (past) return ctx.logWords('HDEL', args.view(1), ...done)
  const words = ['HPEXPIREAT', args.view(1), String(at)]
  if (condition !== null) words.push(condition)
  ctx.logWords(...words, 'FIELDS', String(done.length), ...done)
}

/** Gives the field found, at argument i, a time, or deletes it when that has passed. */
export function expireField(
  ctx: ServerContext,
  args: Args,
  i: number,
  at: number,
  condition: Condition,
): number {
  const { hashes } = ctx.values
  if (!allowed(condition, hashes.expiry, at)) return REFUSED
  if (isPastAlready(ctx, at)) {
    hashes.remove()
    return DELETED
  }
  if (!hashes.timed) {
    hashes.makeTimed()
    hashes.find(args.buf, args.off[i]!, args.len[i]!)
  }
  // 0 would mean none.
  hashes.setExpiry(Math.max(at, 1))
  return CHANGED
}

/** Whether a field with the time `now` (0: none, which counts as infinitely late) may get `next`. */
function allowed(condition: Condition, now: number, next: number): boolean {
  switch (condition) {
    case 'NX':
      return now === 0
    case 'XX':
      return now !== 0
    case 'GT':
      return now !== 0 && next > now
    case 'LT':
      return now === 0 || next < now
    default:
      return true
  }
}
