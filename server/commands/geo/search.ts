/** GEOSEARCH and its relatives: reads the request, searches, sorts, replies or stores. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Position } from '../../values/geo/position.ts'
import { LP_EMPTY } from '../../values/listpack.ts'
import { type } from '../../values/type-numbers.ts'
import { storeNothing, storeResult } from '../keys/store-result.ts'
import { replyPosition } from './coordinates.ts'
import { FoundMembers } from './found-members.ts'
import { readSearch, type Search, type SearchKind } from './search-options.ts'
import { replyDistance } from './units.ts'

const position = new Position()

export function runSearch(ctx: ServerContext, args: Args, kind: SearchKind): void {
  const ref = ctx.readZset(args, kind.source)
  if (ref === -1) return
  const { zsets } = ctx.values
  if (ref !== 0) zsets.open(ctx.db)
  const search = readSearch(ctx, args, kind, ref !== 0)
  if (search === null) return
  const found = new FoundMembers()
  if (search.shape !== null) found.search(zsets, search.shape, search.any ? search.count : 0)
  if (search.order !== 'none') found.sort(search.order)
  if (search.count > 0) found.keep(search.count)
  if (search.storeAt === 0) reply(ctx, search, found)
  else store(ctx, args, search, found, kind.store === 'always' ? 'geosearchstore' : 'georadiusstore')
}

function reply(ctx: ServerContext, search: Search, found: FoundMembers): void {
  const { reply } = ctx
  const { withDistance, withHash, withPosition, metres } = search
  const details = Number(withDistance) + Number(withHash) + Number(withPosition)
  reply.array(found.order.length)
  for (const i of found.order) {
    if (details > 0) reply.array(1 + details)
    reply.bulk(found.bytes, found.off[i]!, found.len[i]!)
    if (withDistance) replyDistance(ctx, found.distance[i]! / metres)
    if (withHash) reply.integer(found.score[i]!)
    if (withPosition) {
      position.decode(found.score[i]!)
      replyPosition(ctx, position)
    }
  }
}

function store(ctx: ServerContext, args: Args, search: Search, found: FoundMembers, event: string): void {
  const { storeAt, storeDistance, metres } = search
  if (found.order.length === 0) return storeNothing(ctx, args, storeAt)
  const { loose, others } = ctx.server.keyspace
  loose.begin(type.zset, args.buf, args.off[storeAt]!, args.len[storeAt]!, -1, LP_EMPTY)
  others.zsets.create(loose, 0, 0)
  for (const i of found.order) {
    const score = storeDistance ? found.distance[i]! / metres : found.score[i]!
    others.zsets.add(found.bytes, found.off[i]!, found.len[i]!, score)
  }
  storeResult(ctx, args, storeAt, found.order.length, 'z', event)
}
