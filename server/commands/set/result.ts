/** A set under construction, in a record of its own: replied and forgotten, or stored. */

import { type KeySpec, manyKeys, oneKey } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { LP_EMPTY } from '../../values/listpack.ts'
import type { Sets } from '../../values/set.ts'
import { type } from '../../values/type-numbers.ts'
import { storeResult } from '../keys/store-result.ts'
import { replyMembers } from './reply-members.ts'

/** An empty set of this encoding, for the key at argument `dest` if it is to be stored. */
export function beginResult(ctx: ServerContext, args: Args, dest: number, encoding: number): Sets {
  const { loose, others } = ctx.server.keyspace
  loose.begin(type.set, args.buf, args.off[dest]!, args.len[dest]!, -1, LP_EMPTY)
  others.sets.begin(loose, encoding, 0)
  return others.sets
}

/** Replies the members of the result, and forgets it. */
export function replyResult(ctx: ServerContext, result: Sets): void {
  ctx.reply.set(result.length())
  replyMembers(ctx.reply, result)
  ctx.server.keyspace.loose.discard()
}

/** Puts the result under the key at argument 1. */
export function storeSet(ctx: ServerContext, args: Args, result: Sets, event: string): void {
  storeResult(ctx, args, 1, result.length(), 's', event)
}

/** Keys of the commands that do. */
export function storeKeys(access: 'OW' | 'RW'): KeySpec[] {
  return [...oneKey(access, 'update'), ...manyKeys(2, 1, 'RO', 'access')]
}
