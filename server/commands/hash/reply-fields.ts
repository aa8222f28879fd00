/** HGETALL, HKEYS and HVALS: written to the reply while the hash is walked. */
import type { Args } from '../../../shared/resp/args.ts'
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import type { ServerContext } from '../../engine/context.ts'
import { isPast } from '../../keyspace/field-expiry.ts'
import type { Hashes } from '../../values/hash.ts'
import { FieldsStream } from './fields-stream.ts'
import { openToRead } from './open-hash.ts'

export function replyFields(ctx: ServerContext, args: Args, keys: boolean, values: boolean): void {
  if (!openToRead(ctx, args)) return
  const { reply } = ctx
  const { hashes } = ctx.values
  const { state } = ctx.server.keyspace
  const { element, value } = hashes
  const count = liveLength(ctx)
  if (keys && values) reply.map(count)
  else reply.array(count)
  if (ctx.mayStream(count)) return streamFields(ctx, keys, values)
  for (let next = hashes.walk(0); next >= 0; next = hashes.walk(next)) {
    if (hashes.expiry !== 0 && isPast(state, hashes.expiry)) continue
    if (keys) reply.bulk(element.bytes, element.off, element.len)
    if (values) reply.bulk(value.bytes, value.off, value.len)
  }
}

/**
 * Replies with all fields of the open hash, or their values, or both by turns or, `nested`, in pairs; in
 * pieces.
 */
export function streamFields(ctx: ServerContext, keys: boolean, values: boolean, nested = false): void {
  ctx.stream(new FieldsStream(keys, values, nested, seenAt(ctx)))
}

/** Replies with the field come to, or with its value too: in RESP3 they are a pair. */
export function replyField(reply: ReplyWriter, { element, value }: Hashes, withValue: boolean): void {
  if (withValue && reply.resp3) reply.array(2)
  reply.bulk(element.bytes, element.off, element.len)
  if (withValue) reply.bulk(value.bytes, value.off, value.len)
}

/** The time to which fields are there or not for whoever asks now; 0: all are. */
export function seenAt(ctx: ServerContext): number {
  const { state } = ctx.server.keyspace
  return state.loading || state.applying ? 0 : state.now
}

/** Fields of the open hash without those whose time has passed. */
export function liveLength(ctx: ServerContext): number {
  const { hashes } = ctx.values
  const length = hashes.length()
  return isPast(ctx.server.keyspace.state, hashes.nextExpiry()) ? length - hashes.countDue(ctx.now) : length
}
