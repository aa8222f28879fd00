/**
 * The confirmation of one subscription or its end: kind, name, subscriptions left. It is a push, in RESP2
 * too: CLIENT REPLY OFF and SKIP do not concern it.
 */
import type { CommandContext } from '../../command/context.ts'

/** `name` null: there was nothing to unsubscribe from. */
export function replySubscription(
  { reply }: CommandContext,
  kind: string,
  name: string | null,
  count: number,
): void {
  const muted = reply.beginPush()
  reply.push(3)
  reply.bulkText(kind)
  if (name === null) reply.null()
  else reply.bulkText(name)
  reply.integer(count)
  reply.endPush(muted)
}
