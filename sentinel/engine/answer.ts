/** The core's plain answers as RESP2 or RESP3. */
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import type { Answer } from '../core/types.ts'

/**
 * A null by itself is a null array in RESP2 (GET-MASTER-ADDR-BY-NAME), inside an array a null bulk string.
 */
export function replyAnswer(reply: ReplyWriter, answer: Answer): void {
  if (answer === null) reply.nullArray()
  else replyValue(reply, answer)
}

/** A value inside a reply. */
export function replyValue(reply: ReplyWriter, value: Answer): void {
  if (value === null) reply.null()
  else if (typeof value === 'string') reply.bulkText(value)
  else if (typeof value === 'number') reply.integer(value)
  else if ('status' in value) reply.status(value.status)
  else if ('error' in value) reply.error(value.error)
  else if ('fields' in value) {
    reply.map(value.fields.length / 2)
    for (const field of value.fields) reply.bulkText(field)
  } else {
    reply.array(value.length)
    for (const element of value) replyValue(reply, element)
  }
}
