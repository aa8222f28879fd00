/** Replies of members and scores: flat in RESP2, in pairs in RESP3. */
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import type { SortedSets } from '../../values/sorted-set.ts'

/** The head of an array of `count` members, with their scores or without. */
export function replyHead(reply: ReplyWriter, count: number, withScores: boolean): void {
  reply.array(withScores && !reply.resp3 ? count * 2 : count)
}

/** `count` members from a rank on, last one first if `reverse`. */
export function replyRange(
  reply: ReplyWriter,
  zsets: SortedSets,
  from: number,
  count: number,
  reverse: boolean,
  withScores: boolean,
): void {
  replyHead(reply, count, withScores)
  if (count > 0) zsets.replyRange(reply, from, count, reverse, withScores)
}
