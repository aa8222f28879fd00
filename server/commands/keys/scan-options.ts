/** What SCAN, SSCAN, HSCAN and ZSCAN have in common: the cursor, the options, the steps, the pattern. */
import { globAll, matchGlob } from '../../../shared/bytes/glob.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { valueTypes } from '../../values/types.ts'

export type ScanOptions = {
  count: number
  /** Argument of the pattern; 0 for none. */
  pattern: number
  /** Type number; -1 for any, -2 for one that no key has. SCAN only. */
  type: number
  /** HSCAN only. */
  noValues: boolean
}

/** The options from argument `from` on, of which `extra` is one command's own; null after an error. */
export function readScanOptions(
  ctx: ServerContext,
  args: Args,
  from: number,
  extra: 'TYPE' | 'NOVALUES' | '' = '',
): ScanOptions | null {
  const options = { count: 10, pattern: 0, type: -1, noValues: false }
  for (let i = from; i < args.argc; i += 2) {
    if (extra === 'NOVALUES' && args.is(i, extra)) {
      options.noValues = true
      i--
      continue
    }
    if (i + 1 === args.argc) return refuse(ctx, errors.syntax)
    if (args.is(i, 'COUNT')) {
      const count = args.int64(i + 1)
      if (count === null) return refuse(ctx, errors.notInteger)
      if (count < 1n) return refuse(ctx, errors.syntax)
      options.count = Number(count)
    } else if (args.is(i, 'MATCH')) {
      options.pattern = globAll(args.buf, args.off[i + 1]!, args.len[i + 1]!) ? 0 : i + 1
    } else if (extra === 'TYPE' && args.is(i, extra)) {
      const wanted = valueTypes.find(({ name }) => args.is(i + 1, name.toUpperCase()))
      options.type = wanted?.number ?? -2
    } else return refuse(ctx, errors.syntax)
  }
  return options
}

function refuse(ctx: ServerContext, error: string): null {
  ctx.reply.error(error)
  return null
}

/**
 * Collects what steps of a scan bring until there are `count`, or as many steps were made as Redis would:
 * ten for each that is wanted. Gives the cursor to go on with.
 */
export function gatherScan(
  cursor: number,
  count: number,
  found: number[],
  step: (cursor: number, emit: (place: number) => void) => number,
): number {
  const emit = (place: number): void => {
    found.push(place)
  }
  let next = cursor
  let steps = count * 10
  do next = step(next, emit)
  while (next !== 0 && --steps > 0 && found.length < count)
  return next
}

/** Whether bytes match the pattern that the options name. */
export function matchesScan(
  args: Args,
  pattern: number,
  bytes: Uint8Array,
  off: number,
  len: number,
): boolean {
  if (pattern === 0) return true
  return matchGlob(args.buf, args.off[pattern]!, args.len[pattern]!, bytes, off, len, false)
}

/**
 * The cursor at argument i: 0..2^40-1, all that a table's cursors use, of the 64 bits that C's strtoul reads;
 * -1 after the error when it would read none.
 */
export function readCursor(ctx: ServerContext, args: Args, i: number): number {
  // A C string: it ends with the first zero byte.
  const text = args.text(i).replace(/\0.*$/s, '')
  if (text === '') return 0
  if (/^[+-]?\d+$/.test(text)) {
    const value = BigInt(text.replace(/^[+-]/, ''))
    if (value < 2n ** 64n) return Number(BigInt.asUintN(40, text.startsWith('-') ? -value : value))
  }
  ctx.reply.error(errors.invalidCursor)
  return -1
}
