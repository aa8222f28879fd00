/** For commands that give a key or a hash's field a time. */
import type { ServerContext } from '../engine/context.ts'

/**
 * Whether what is given this time is to be deleted instead: in that very millisecond already, where a time
 * kept has passed only after it (values/has-passed.ts). Not where only a primary may delete.
 */
export function isPastAlready(ctx: ServerContext, at: number): boolean {
  const { state } = ctx.server.keyspace
  return at <= ctx.now && !state.isReplica && !state.loading
}
