/**
 * SSCAN, HSCAN and ZSCAN. A small collection comes whole, whatever the cursor; of a large one as many
 * elements as steps over its table bring until there are enough.
 */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { Slice } from '../../values/slice.ts'
import type { Values } from '../../values/values.ts'
import { gatherScan, matchesScan, readCursor, readScanOptions, type ScanOptions } from './scan-options.ts'

/** A type of collection, of which one is open. */
export interface ScanKind {
  /** Opens the key at argument 1 for reading: false when there is none, null after an error. */
  open(ctx: ServerContext, args: Args): boolean | null
  isLarge(values: Values): boolean
  /** One step over the table of a large one: see `MemberTable.scan`. */
  scan(values: Values, cursor: number, emit: (place: number) => void): number
  /** Comes to the element of a large one at a place that `scan` gave. */
  visit(values: Values, place: number): void
  /** Comes to the element of a small one at a position; gives the next position, -1 when there was none. */
  walk(values: Values, position: number): number
  /** The element come to; null when it counts as not there. */
  element(ctx: ServerContext): Slice | null
  /** Replies with the element come to. */
  reply(ctx: ServerContext, options: ScanOptions): void
  /** Words that `reply` writes. */
  words(options: ScanOptions): number
}

/** `extra`: see `readScanOptions`. */
export function scanCollection(
  ctx: ServerContext,
  args: Args,
  kind: ScanKind,
  extra: 'NOVALUES' | '' = '',
): void {
  const { values } = ctx
  const cursor = readCursor(ctx, args, 2)
  const exists = cursor < 0 ? null : kind.open(ctx, args)
  if (exists === null) return
  if (!exists) return replyHead(ctx, 0, 0)
  const options = readScanOptions(ctx, args, 3, extra)
  if (options === null) return
  const large = kind.isLarge(values)
  const found: number[] = []
  let next = 0
  if (large) {
    const places: number[] = []
    next = gatherScan(cursor, options.count, places, (at, emit) => kind.scan(values, at, emit))
    for (const place of places) {
      kind.visit(values, place)
      if (isShown(ctx, args, kind, options)) found.push(place)
    }
  } else {
    for (let at = 0, behind = kind.walk(values, 0); behind !== -1; behind = kind.walk(values, at)) {
      if (isShown(ctx, args, kind, options)) found.push(at)
      at = behind
    }
  }
  replyHead(ctx, next, found.length * kind.words(options))
  for (const place of found) {
    if (large) kind.visit(values, place)
    else kind.walk(values, place)
    kind.reply(ctx, options)
  }
}

function isShown(ctx: ServerContext, args: Args, kind: ScanKind, { pattern }: ScanOptions): boolean {
  const element = kind.element(ctx)
  return element !== null && matchesScan(args, pattern, element.bytes, element.off, element.len)
}

function replyHead({ reply }: ServerContext, cursor: number, words: number): void {
  reply.array(2)
  reply.bulkText(String(cursor))
  reply.array(words)
}
