/**
 * Which arguments of a request are keys, from the command's key specifications; or from its `getKeys`, where
 * specifications cannot say. Also the older description by first, last and step that COMMAND INFO still
 * gives.
 */
import type { Args } from '../resp/args.ts'
import type { Command, KeyFlag, KeySpec, KeyUse } from './command.ts'

// biome-ignore lint/suspicious/noExplicitAny: the context type does not matter here.
type AnyCommand = Command<any>

/** Whether the command can have keys at all. */
export function hasKeys(command: AnyCommand): boolean {
  if (command.getKeys !== undefined) return true
  return command.keys?.some(spec => !spec.flags.includes('not_key')) ?? false
}

/**
 * The keys of a request: argument positions with what happens to each. Null when the request does not fit the
 * command's shape, such as a number of keys that is none.
 */
export function findKeys(command: AnyCommand, args: Args): KeyUse[] | null {
  if (command.getKeys !== undefined) {
    const flags = command.keys?.[0]?.flags ?? []
    return command.getKeys(args)?.map(use => (typeof use === 'number' ? { at: use, flags } : use)) ?? null
  }
  const found: KeyUse[] = []
  for (const spec of command.keys ?? []) {
    if (spec.flags.includes('not_key')) continue
    const begin = beginning(spec, args)
    if (begin === NONE) continue
    if (!addKeys(spec, begin, args, found)) return null
  }
  return found
}

const NONE = -1

/** Argument at which the specification's keys begin, or NONE. */
function beginning({ begin }: KeySpec, args: Args): number {
  if (begin === 'unknown') return NONE
  if ('index' in begin) return begin.index
  const backwards = begin.startFrom < 0
  const start = backwards ? args.argc + begin.startFrom : begin.startFrom
  for (let i = start; i >= 1 && i < args.argc; i += backwards ? -1 : 1) {
    if (args.is(i, begin.keyword)) return i + 1
  }
  return NONE
}

function addKeys({ find, flags }: KeySpec, begin: number, args: Args, found: KeyUse[]): boolean {
  if (find === 'unknown') return true
  let first = begin
  let last: number
  if ('last' in find) {
    if (find.last >= 0) last = first + find.last
    else if (find.limit === 0) last = args.argc + find.last
    else last = first + Math.trunc((args.argc - first) / find.limit) + find.last
  } else {
    if (begin + find.countAt >= args.argc) return false
    const count = args.integer(begin + find.countAt)
    if (!(count >= 0)) return false
    first = begin + find.firstAt
    last = first + (count - 1) * find.step
  }
  if (first < 1 || first >= args.argc || last < first || last >= args.argc) return false
  for (let at = first; at <= last; at += find.step) found.push({ at, flags: flags.filter(says) })
  return true
}

/** Flags about the specification itself, not about the key. */
function says(flag: KeyFlag): boolean {
  return flag !== 'variable_flags' && flag !== 'incomplete'
}

export type KeyRange = { first: number; last: number; step: number }

/**
 * First key, last key (negative: from the end) and step: those of a specification with a step of its own, or
 * of all that stand side by side from an index. Zeros when no range can tell.
 */
export function keyRange(specs: readonly KeySpec[]): KeyRange {
  const range: KeyRange = { first: 0, last: 0, step: 0 }
  for (const { begin, find } of specs) {
    if (begin === 'unknown' || find === 'unknown' || !('index' in begin) || !('last' in find)) continue
    const last = find.last >= 0 ? begin.index + find.last : find.last
    if (range.first === 0) {
      range.first = begin.index
      range.last = last
      range.step = find.step
      if (find.step !== 1) break
    } else if (find.step === 1 && range.last === begin.index - 1) range.last = last
    else break
  }
  return range
}
