/**
 * ZUNION, ZINTER, ZDIFF, their STORE forms and ZINTERCARD. The result is built in a loose record, always as
 * a tree: packed, a score of -0 would not survive, and Redis answers it. What is stored is packed at the
 * end, if it is small.
 */

import { parseDouble } from '../../../shared/bytes/double.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { LP_EMPTY } from '../../values/listpack.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import { type } from '../../values/type-numbers.ts'
import { storeResult } from '../keys/store-result.ts'
import { readAtLeast, readLong } from '../long-argument.ts'
import { replyRange } from './reply-items.ts'
import { openSources, type Source } from './sources.ts'

export const UNION = 0
export const INTER = 1
export const DIFF = 2

const SUM = 0
const MIN = 1
const MAX = 2

type Options = { aggregate: number; withScores: boolean; limit: number }

/** Where a command's arguments stand and what it may say. */
type Form = { store: boolean; count: boolean; operation: number }

/** ZUNION, ZINTER, ZDIFF: replies the result. */
export function combineCommand(ctx: ServerContext, args: Args, operation: number): void {
  const { reply } = ctx
  const options = read(ctx, args, 1, { store: false, count: false, operation })
  if (options === null) return
  const result = begin(ctx, args, 0)
  combine(sources, options.aggregate, operation, result)
  replyRange(reply, result, 0, result.length(), false, options.withScores)
  ctx.server.keyspace.loose.discard()
}

/** ZUNIONSTORE and its like: puts the result under the key at argument 1. */
export function storeCommand(ctx: ServerContext, args: Args, operation: number, event: string): void {
  const options = read(ctx, args, 2, { store: true, count: false, operation })
  if (options === null) return
  const result = begin(ctx, args, 1)
  combine(sources, options.aggregate, operation, result)
  if (result.length() > 0) result.pack(longest)
  storeResult(ctx, args, 1, result.length(), 'z', event)
}

/** ZINTERCARD. */
export function countCommand(ctx: ServerContext, args: Args): void {
  const options = read(ctx, args, 1, { store: false, count: true, operation: INTER })
  if (options === null) return
  const limit = options.limit === 0 ? Infinity : options.limit
  sortByLength(sources)
  const first = sources[0]!
  let count = 0
  for (let p = first.walk(0); p >= 0 && count < limit; p = first.walk(p)) {
    if (inAll(sources)) count++
  }
  ctx.reply.integer(count)
}

/** What the running command reads from. */
let sources: Source[] = []
/** Length of the result's longest member. */
let longest = 0

/** Reads the arguments from `at`, the number of keys, on, and opens the keys; null after an error. */
function read(ctx: ServerContext, args: Args, at: number, form: Form): Options | null {
  const count = readLong(ctx, args, at)
  if (Number.isNaN(count)) return null
  if (count < 1) {
    return refuse(ctx, `ERR at least 1 input key is needed for '${args.text(0).toLowerCase()}' command`)
  }
  if (count > args.argc - at - 1) return refuse(ctx, errors.syntax)
  const opened = openSources(ctx, args, at + 1, count)
  if (opened === null) return null
  sources = opened
  return readOptions(ctx, args, at + 1 + count, form)
}

function readOptions(ctx: ServerContext, args: Args, from: number, form: Form): Options | null {
  const options = { aggregate: SUM, withScores: false, limit: 0 }
  const weighs = form.operation !== DIFF && !form.count
  for (let i = from; i < args.argc; i++) {
    const left = args.argc - i
    if (weighs && left > sources.length && args.is(i, 'WEIGHTS')) {
      if (!readWeights(ctx, args, i + 1)) return null
      i += sources.length
    } else if (weighs && left >= 2 && args.is(i, 'AGGREGATE')) {
      options.aggregate = aggregateAt(args, ++i)
      if (options.aggregate < 0) return refuse(ctx, errors.syntax)
    } else if (!form.store && !form.count && args.is(i, 'WITHSCORES')) options.withScores = true
    else if (form.count && left >= 2 && args.is(i, 'LIMIT')) {
      options.limit = readAtLeast(ctx, args, ++i, 0, "ERR LIMIT can't be negative")
      if (Number.isNaN(options.limit)) return null
    } else return refuse(ctx, errors.syntax)
  }
  return options
}

function readWeights(ctx: ServerContext, args: Args, from: number): boolean {
  for (let k = 0; k < sources.length; k++) {
    const weight = parseDouble(args.buf, args.off[from + k]!, args.len[from + k]!)
    if (Number.isNaN(weight)) {
      ctx.reply.error('ERR weight value is not a float')
      return false
    }
    sources[k]!.weight = weight
  }
  return true
}

function aggregateAt(args: Args, i: number): number {
  if (args.is(i, 'SUM')) return SUM
  if (args.is(i, 'MIN')) return MIN
  return args.is(i, 'MAX') ? MAX : -1
}

function refuse(ctx: ServerContext, error: string): null {
  ctx.reply.error(error)
  return null
}

// Results
// -----------------------------------------------------------------------------------------------------------

/** An empty result, a tree, for the key at argument `dest` if it is to be stored. */
function begin(ctx: ServerContext, args: Args, dest: number): SortedSets {
  const { loose, others } = ctx.server.keyspace
  loose.begin(type.zset, args.buf, args.off[dest]!, args.len[dest]!, -1, LP_EMPTY)
  others.zsets.create(loose, 0, Infinity)
  longest = 0
  return others.zsets
}

// Combining
// ---------------------------------------------------------------------------------------------------------

function combine(from: Source[], aggregate: number, operation: number, result: SortedSets): void {
  if (operation === DIFF) {
    subtract(from, result)
    return
  }
  // Redis's order: it decides how sums round.
  sortByLength(from)
  if (operation === UNION) unite(from, aggregate, result)
  else intersect(from, aggregate, result)
}

function sortByLength(from: Source[]): void {
  from.sort((a, b) => a.length - b.length)
}

function unite(from: Source[], aggregate: number, result: SortedSets): void {
  for (const source of from) {
    for (let p = source.walk(0); p >= 0; p = source.walk(p)) {
      const { bytes, off, len } = source.element
      const score = weighed(source)
      if (!result.find(bytes, off, len)) {
        result.insert(score, bytes, off, len)
        if (len > longest) longest = len
        continue
      }
      const old = result.score
      const sum = joined(old, score, aggregate)
      if (sum !== old || sum === 0) result.update(sum)
    }
  }
}

function intersect(from: Source[], aggregate: number, result: SortedSets): void {
  const first = from[0]!
  for (let p = first.walk(0); p >= 0; p = first.walk(p)) {
    let score = weighed(first)
    let k = 1
    for (; k < from.length; k++) {
      const other = from[k]!
      if (!other.find(first.element)) break
      score = joined(score, other.score * other.weight, aggregate)
    }
    if (k === from.length) put(first, score, result)
  }
}

function subtract(from: Source[], result: SortedSets): void {
  const first = from[0]!
  for (let p = first.walk(0); p >= 0; p = first.walk(p)) {
    let k = 1
    while (k < from.length && !from[k]!.find(first.element)) k++
    if (k === from.length) put(first, first.score, result)
  }
}

/** Adds the member that a source has come to; no source has a member twice. */
function put(source: Source, score: number, result: SortedSets): void {
  const { bytes, off, len } = source.element
  result.find(bytes, off, len)
  result.insert(score, bytes, off, len)
  if (len > longest) longest = len
}

/** Whether the member that the first source has come to is in all others. */
function inAll(from: Source[]): boolean {
  for (let k = 1; k < from.length; k++) if (!from[k]!.find(from[0]!.element)) return false
  return true
}

/** 0 times infinity counts as 0. */
function weighed(source: Source): number {
  const score = source.weight * source.score
  return Number.isNaN(score) ? 0 : score
}

function joined(a: number, b: number, aggregate: number): number {
  if (aggregate === SUM) {
    const sum = a + b
    // Infinity and -infinity count as 0 together.
    return Number.isNaN(sum) ? 0 : sum
  }
  if (aggregate === MIN) return b < a ? b : a
  return b > a ? b : a
}
