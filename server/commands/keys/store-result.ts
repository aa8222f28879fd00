/** The end of every STORE command: what was built in the loose record takes the place of a key. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { EventClass } from '../../engine/events.ts'

/**
 * Puts the collection that stands in the loose record, of `length` elements, under the key at argument
 * `dest`, or deletes the key when it has none; replies the length.
 */
export function storeResult(
  ctx: ServerContext,
  args: Args,
  dest: number,
  length: number,
  cls: EventClass,
  event: string,
): void {
  const { db } = ctx
  const { loose, state } = ctx.server.keyspace
  if (length === 0) {
    loose.discard()
    return storeNothing(ctx, args, dest)
  }
  const old = db.write(args, dest)
  const existed = old !== 0
  if (existed) {
    const { records } = loose
    records.setClock(records.ref, state.clockAfter(db.records.clock(old)))
    db.remove()
    db.write(args, dest)
  }
  db.adoptLoose(loose, existed)
  ctx.changed(args, dest, cls, event)
  ctx.reply.integer(length)
}

/** An empty result: the destination is deleted. */
export function storeNothing(ctx: ServerContext, args: Args, dest: number): void {
  if (ctx.db.write(args, dest) !== 0) {
    ctx.db.remove()
    ctx.changed(args, dest, 'g', 'del')
  }
  ctx.reply.integer(0)
}
