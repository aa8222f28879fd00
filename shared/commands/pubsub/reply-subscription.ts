/** The confirmation of one subscription or its end: kind, name, subscriptions left; a push in RESP3. */
import type { CommandContext } from '../../command/context.ts'

/** `name` null: there was nothing to unsubscribe from. */
export function replySubscription(
  { reply }: CommandContext,
  kind: string,
  name: string | null,
  count: number,
): void {
  reply.push(3)
  reply.bulkText(kind)
  if (name === null) reply.null()
  else reply.bulkText(name)
  reply.integer(count)
}
