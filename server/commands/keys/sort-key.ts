/**
 * SORT and SORT_RO. Elements are copied out of the collection, put in order and replied, or what GET finds
 * for them; or they become a list under another key. Unlike Redis, which makes a skip list of any sorted set
 * that it sorts, this leaves a small one the listpack it was: reading changes nothing.
 */

import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { EMPTY_LIST } from '../../values/list.ts'
import { TYPE_BITS, TYPE_SHIFT, type } from '../../values/type-numbers.ts'
import { SortItems } from './sort-items.ts'
import { readSortOptions, type SortOptions } from './sort-options.ts'
import type { SortPattern } from './sort-pattern.ts'
import { parseWeight } from './sort-weight.ts'
import { storeNothing, storeResult } from './store-result.ts'

export function sortKey(ctx: ServerContext, args: Args, readOnly: boolean): void {
  const options = readSortOptions(ctx, args, readOnly)
  if (options === null) return
  const typeNumber = sourceType(ctx, args)
  if (typeNumber < 0) return
  if (options.unsorted && typeNumber === type.set && options.store > 0) {
    // What is stored must not depend on the order in which a table happens to hold its members.
    options.unsorted = false
    options.alpha = true
    options.by = null
  }
  const length = openSource(ctx, typeNumber)
  const first = Math.min(Math.max(options.offset, 0), length)
  const end = options.count < 0 ? length : Math.min(first + options.count, length)
  const part = options.unsorted
  const items = part ? takePart(ctx, typeNumber, first, end, options.descending) : takeAll(ctx, typeNumber)
  const order = part ? items.unsorted() : sorted(ctx, items, options)
  if (order === null) return
  const wanted = part ? order : order.subarray(first, end)
  if (options.store > 0) storeItems(ctx, args, items, wanted, options)
  else replyItems(ctx, items, wanted, options.gets)
}

/** The type of the collection to sort, that of a list for a key that is none; -1 after an error. */
function sourceType(ctx: ServerContext, args: Args): number {
  const { db } = ctx
  if (db.read(args, 1) === 0) return NO_KEY
  const typeNumber = (db.records.meta & TYPE_BITS) >>> TYPE_SHIFT
  if (typeNumber === type.list || typeNumber === type.set || typeNumber === type.zset) return typeNumber
  ctx.reply.error(errors.wrongType)
  return -1
}

/** Stands for the type of a key that is not there. */
const NO_KEY = 99

/** Opens the collection under the key looked up last; gives its length. */
function openSource(ctx: ServerContext, typeNumber: number): number {
  const { lists, sets, zsets } = ctx.values
  if (typeNumber === NO_KEY) return 0
  const collection = typeNumber === type.list ? lists : typeNumber === type.set ? sets : zsets
  collection.open(ctx.db)
  return collection.length()
}

function takeAll(ctx: ServerContext, typeNumber: number): SortItems {
  const { lists, sets, zsets } = ctx.values
  if (typeNumber === NO_KEY) return new SortItems(0)
  const collection = typeNumber === type.list ? lists : typeNumber === type.set ? sets : zsets
  const items = new SortItems(collection.length())
  const { element } = collection
  for (let p = collection.walk(0); p !== -1; p = collection.walk(p)) items.add(element)
  return items
}

/** Elements `first` to `end` - 1 in the collection's own order; of a list or sorted set also from its end. */
function takePart(
  ctx: ServerContext,
  typeNumber: number,
  first: number,
  end: number,
  backwards: boolean,
): SortItems {
  const { lists, sets, zsets } = ctx.values
  const items = new SortItems(Math.max(end - first, 0))
  if (first >= end) return items
  if (typeNumber === type.set) {
    for (let p = sets.walk(0), i = 0; i < end; p = sets.walk(p), i++) if (i >= first) items.add(sets.element)
  } else if (typeNumber === type.list) {
    lists.seek(backwards ? lists.length() - 1 - first : first)
    for (let i = first; i < end; i++) {
      lists.read()
      items.add(lists.element)
      if (i + 1 < end) backwards ? lists.previous() : lists.next()
    }
  } else {
    zsets.at(backwards ? zsets.length() - 1 - first : first)
    for (let i = first; i < end; i++) {
      items.add(zsets.element)
      if (i + 1 < end) backwards ? zsets.backward() : zsets.forward()
    }
  }
  return items
}

/** The items in order, or null after the error that one of them is no number. */
function sorted(ctx: ServerContext, items: SortItems, options: SortOptions): Int32Array | null {
  const { by, alpha, descending } = options
  if (alpha) {
    if (by !== null) findTexts(ctx, items, by)
    return items.byText(descending, options.store > 0)
  }
  items.weigh()
  const { elements } = items
  let numbers = true
  for (let i = 0; i < items.count; i++) {
    const off = elements.off[i]!
    const len = elements.len[i]!
    if (by !== null && !by.find(ctx, elements.bytes, off, len)) continue
    const weight = by === null ? parseWeight(elements.bytes, off, len) : parseWeight(by.bytes, by.off, by.len)
    items.setWeight(i, weight)
    if (Number.isNaN(weight)) numbers = false
  }
  if (numbers) return items.byWeight(descending)
  ctx.reply.error("ERR One or more scores can't be converted into double")
  return null
}

function findTexts(ctx: ServerContext, items: SortItems, by: SortPattern): void {
  items.compareOthers()
  const { elements } = items
  for (let i = 0; i < items.count; i++) {
    if (!by.find(ctx, elements.bytes, elements.off[i]!, elements.len[i]!)) continue
    items.setText(i, by.bytes, by.off, by.len)
  }
}

function replyItems(ctx: ServerContext, items: SortItems, order: Int32Array, gets: SortPattern[]): void {
  const { reply } = ctx
  const { elements } = items
  reply.array(order.length * Math.max(1, gets.length))
  for (let n = 0; n < order.length; n++) {
    const off = elements.off[order[n]!]!
    const len = elements.len[order[n]!]!
    if (gets.length === 0) reply.bulk(elements.bytes, off, len)
    for (const get of gets) {
      if (get.find(ctx, elements.bytes, off, len)) reply.bulk(get.bytes, get.off, get.len)
      else reply.null()
    }
  }
}

function storeItems(
  ctx: ServerContext,
  args: Args,
  items: SortItems,
  order: Int32Array,
  { gets, store }: SortOptions,
): void {
  const count = order.length * Math.max(1, gets.length)
  if (count === 0) return storeNothing(ctx, args, store)
  buildList(ctx, args, items, order, gets, store)
  storeResult(ctx, args, store, count, 'l', 'sortstore')
  ctx.dirty += count - 1
}

/** The result as a list in a loose record; what GET does not find is an empty text. */
function buildList(
  ctx: ServerContext,
  args: Args,
  items: SortItems,
  order: Int32Array,
  gets: SortPattern[],
  store: number,
): void {
  const { loose, others } = ctx.server.keyspace
  const { lists } = others
  const { elements } = items
  loose.begin(type.list, args.buf, args.off[store]!, args.len[store]!, -1, EMPTY_LIST)
  lists.begin(loose)
  for (let n = 0; n < order.length; n++) {
    const off = elements.off[order[n]!]!
    const len = elements.len[order[n]!]!
    if (gets.length === 0) lists.append(elements.bytes, off, len)
    for (const get of gets) {
      if (get.find(ctx, elements.bytes, off, len)) lists.append(get.bytes, get.off, get.len)
      else lists.append(elements.bytes, off, 0)
    }
  }
  lists.compact(false)
}
