/** Members of a set as bulk strings, from where they lie. */
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import type { Sets } from '../../values/set.ts'

/** All members, straight to the reply; the header is the caller's. */
export function replyMembers(reply: ReplyWriter, sets: Sets): void {
  for (let p = sets.walk(0); p !== -1; p = sets.walk(p)) replyMember(reply, sets)
}

/** The members at these positions of the set's walk, with the header. */
export function replyMembersAt(reply: ReplyWriter, sets: Sets, positions: readonly number[]): void {
  reply.set(positions.length)
  for (const position of positions) {
    sets.walk(position)
    replyMember(reply, sets)
  }
}

/** The member that the set's walk or draw came to. */
export function replyMember(reply: ReplyWriter, sets: Sets): void {
  const { element } = sets
  reply.bulk(element.bytes, element.off, element.len)
}
