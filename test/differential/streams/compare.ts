/*
 * Whether two replies to one request are the same, apart from what must differ between two servers: the order
 * of keys and members, SCAN's cursors, random choices, connection ids, and times that passed between the two;
 * and apart from what Redis changed since 7.0.
 */
import { type Reply, show } from '../../support/reply.ts'
import { sameDouble } from './doubles.ts'
import type { Request } from './generate.ts'
import { changedSince70 } from './later-versions.ts'

type Same = (argv: Request, theirs: Reply, ours: Reply) => boolean

const sameKind: Same = (_, theirs, ours) => theirs.kind === ours.kind

/** Both positive and near each other; -1 and -2, for keys without a time or none at all, must be equal. */
function within(tolerance: number): Same {
  return (_, theirs, ours) =>
    theirs.kind === 'integer' &&
    ours.kind === 'integer' &&
    theirs.value >= 0 &&
    ours.value >= 0 &&
    Math.abs(theirs.value - ours.value) <= tolerance
}

/** The same items in whatever order; `width` of them belong together, as a field and its value do. */
function sameItems(width: number): Same {
  return (_, theirs, ours) => {
    if (!('items' in theirs && 'items' in ours) || theirs.kind !== ours.kind) return false
    const [a, b] = [inOrder(theirs.items, width), inOrder(ours.items, width)]
    return a.length === b.length && a.every((item, at) => equal(item, b[at]!))
  }
}

function inOrder(items: readonly Reply[], width: number): Reply[] {
  const groups: { name: string; items: Reply[] }[] = []
  for (let at = 0; at < items.length; at += width)
    groups.push({ name: show(items[at]!), items: items.slice(at, at + width) })
  groups.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return groups.flatMap(group => group.items)
}

/** Keys may come twice in one step of a SCAN. */
const sameSet: Same = (_, theirs, ours) => distinct(theirs).join() === distinct(ours).join()

function distinct(reply: Reply): string[] {
  return 'items' in reply ? [...new Set(reply.items.map(show))].sort() : [show(reply)]
}

/** As many items of the same kinds, whatever they say. */
const sameForm: Same = (argv, theirs, ours) => {
  if (theirs.kind !== ours.kind) return false
  if (!('items' in theirs && 'items' in ours)) return true
  return (
    theirs.items.length === ours.items.length &&
    theirs.items.every((item, at) => sameForm(argv, item, ours.items[at]!))
  )
}

/**
 * A whole iteration in one step compares like `items`, any other step only by its form.
 *
 * @param cursorAt the index of the cursor in the request
 */
function sameScan(cursorAt: number, items: Same): Same {
  return (argv, theirs, ours) => {
    if (theirs.kind !== 'array' || ours.kind !== 'array') return false
    const [theirCursor, theirItems] = theirs.items
    const [ourCursor, ourItems] = ours.items
    if (theirCursor?.kind !== 'bulk' || ourCursor?.kind !== 'bulk') return false
    if (theirItems?.kind !== 'array' || ourItems?.kind !== 'array') return false
    const whole = argv[cursorAt] === '0' && theirCursor.text === '0' && ourCursor.text === '0'
    return !whole || items(argv, theirItems, ourItems)
  }
}

/** Without BY a defined order; with it elements may weigh the same, or none is wanted at all. */
const sameSorting: Same = (argv, theirs, ours) => {
  const options = argv.map(arg => arg.toUpperCase())
  if (!options.includes('BY')) return false
  return options.includes('LIMIT') ? sameForm(argv, theirs, ours) : sameItems(1)(argv, theirs, ours)
}

/** Everything that SPOP took when it took all; else chance. */
const samePop: Same = (argv, theirs, ours) =>
  argv[2] === '100000' ? sameItems(1)(argv, theirs, ours) : sameForm(argv, theirs, ours)

/** The same fields with the same values, but for the version and the connection's number. */
const sameHello: Same = (_, theirs, ours) => {
  const facts = (reply: Reply) => {
    if (!('items' in reply)) return show(reply)
    const shown = reply.items.map(show)
    const own = (name: string | undefined) => name === '$version' || name === '$id'
    return [reply.kind, ...shown.map((text, at) => (own(shown[at - 1]) ? '' : text))].join()
  }
  return facts(theirs) === facts(ours)
}

const byName: Record<string, Same> = {
  TTL: within(2),
  PTTL: within(5000),
  EXPIRETIME: within(2),
  PEXPIRETIME: within(5000),
  RANDOMKEY: sameKind,
  KEYS: sameSet,
  SCAN: sameScan(1, sameSet),
  HELLO: sameHello,
  TIME: sameKind,
  LASTSAVE: sameKind,
  'OBJECT IDLETIME': within(5),
  'MEMORY USAGE': sameKind,
  'CLIENT ID': sameKind,
  'CLIENT LIST': sameKind,
  'CLIENT INFO': sameKind,
  SMEMBERS: sameItems(1),
  SINTER: sameItems(1),
  SUNION: sameItems(1),
  SDIFF: sameItems(1),
  SPOP: samePop,
  SRANDMEMBER: sameForm,
  SSCAN: sameScan(2, sameSet),
  HGETALL: sameItems(2),
  HKEYS: sameItems(1),
  HVALS: sameItems(1),
  HRANDFIELD: sameForm,
  HSCAN: sameScan(2, sameItems(2)),
  ZRANDMEMBER: sameForm,
  ZSCAN: sameScan(2, sameItems(2)),
  SORT: sameSorting,
  SORT_RO: sameSorting,
  // The words of a payload are compared at the end (data.ts).
  DUMP: sameKind,
}

function same(argv: Request, theirs: Reply, ours: Reply): boolean {
  if (equal(theirs, ours)) return true
  const name = argv[0]!.toUpperCase()
  const special = byName[name] ?? byName[`${name} ${argv[1]?.toUpperCase()}`]
  if (
    special !== undefined &&
    theirs.kind !== 'error' &&
    ours.kind !== 'error' &&
    special(argv, theirs, ours)
  )
    return true
  return changedSince70(argv, theirs, ours)
}

/** Equal but for how a score is printed. */
function equal(a: Reply, b: Reply): boolean {
  if (a.kind !== b.kind) return false
  if ('items' in a && 'items' in b) {
    return a.items.length === b.items.length && a.items.every((item, at) => equal(item, b.items[at]!))
  }
  if ('text' in a && 'text' in b) {
    const mayBeScore = a.kind === 'bulk' || a.kind === 'double'
    return a.text === b.text || (mayBeScore && sameDouble(a.text, b.text))
  }
  return !('value' in a) || !('value' in b) || a.value === b.value
}

/**
 * Compares the replies of one connection in order; it remembers what MULTI queued, to compare EXEC's reply.
 */
export class Comparison {
  private queued: Request[] | undefined

  same(argv: Request, theirs: Reply, ours: Reply): boolean {
    const name = argv[0]!.toUpperCase()
    const queue = this.queued
    if (theirs.kind === 'simple' && theirs.text === 'QUEUED') queue?.push(argv)
    if (name === 'MULTI' && theirs.kind === 'simple') this.queued ??= []
    if (name === 'EXEC' || name === 'DISCARD' || name === 'RESET') this.queued = undefined
    if (name === 'EXEC' && queue && theirs.kind === 'array' && ours.kind === 'array') {
      return (
        theirs.items.length === ours.items.length &&
        theirs.items.every((item, at) => same(queue[at]!, item, ours.items[at]!))
      )
    }
    return same(argv, theirs, ours)
  }
}
