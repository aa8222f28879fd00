/*
 * Whether two replies to one request are the same, apart from what must differ between two servers: the order
 * of keys, SCAN's cursors, random choices, connection ids, and times that passed between the two.
 */
import { type Reply, show } from '../../support/reply.ts'
import type { Request } from './generate.ts'

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

const sameSet: Same = (_, theirs, ours) => items(theirs).join() === items(ours).join()

function items(reply: Reply): string[] {
  return 'items' in reply ? [...new Set(reply.items.map(show))].sort() : [show(reply)]
}

/** A whole iteration in one step compares as a set, any other step only by its form. */
const sameScan: Same = (argv, theirs, ours) => {
  if (theirs.kind !== 'array' || ours.kind !== 'array') return false
  const [theirCursor, theirKeys] = theirs.items
  const [ourCursor, ourKeys] = ours.items
  if (theirCursor?.kind !== 'bulk' || ourCursor?.kind !== 'bulk') return false
  if (theirKeys?.kind !== 'array' || ourKeys?.kind !== 'array') return false
  const whole = argv[1] === '0' && theirCursor.text === '0' && ourCursor.text === '0'
  return !whole || sameSet(argv, theirKeys, ourKeys)
}

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
  SCAN: sameScan,
  HELLO: sameHello,
  TIME: sameKind,
  LASTSAVE: sameKind,
  // Redis shares small integers between keys, but only some commands make use of it.
  'OBJECT REFCOUNT': sameKind,
  'OBJECT IDLETIME': within(5),
  'CLIENT ID': sameKind,
  'CLIENT LIST': sameKind,
  'CLIENT INFO': sameKind,
}

function same(argv: Request, theirs: Reply, ours: Reply): boolean {
  if (equal(theirs, ours)) return true
  const name = argv[0]!.toUpperCase()
  const special = byName[name] ?? byName[`${name} ${argv[1]?.toUpperCase()}`]
  if (special === undefined || theirs.kind === 'error' || ours.kind === 'error') return false
  return special(argv, theirs, ours)
}

function equal(a: Reply, b: Reply): boolean {
  if (a.kind !== b.kind) return false
  if ('items' in a && 'items' in b) {
    return a.items.length === b.items.length && a.items.every((item, at) => equal(item, b.items[at]!))
  }
  if ('text' in a && 'text' in b) return a.text === b.text
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
