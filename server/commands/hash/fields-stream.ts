/** The fields of a very large hash as a reply in pieces. */
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import { PIECE_BYTES, PIECE_ELEMENTS, type Producer } from '../../engine/reply-streams.ts'
import { hasPassed } from '../../values/has-passed.ts'
import type { Home } from '../../values/home.ts'
import type { Values } from '../../values/values.ts'

export class FieldsStream implements Producer {
  private position: number
  private readonly keys: boolean
  private readonly values: boolean
  /** Field and value are a pair. */
  private readonly nested: boolean
  /** The time to which fields are there or not; 0: all are. */
  private readonly seenAt: number

  constructor(keys: boolean, values: boolean, nested: boolean, seenAt: number) {
    this.position = 0
    this.keys = keys
    this.values = values
    this.nested = nested
    this.seenAt = seenAt
  }

  step({ hashes }: Values, home: Home, reply: ReplyWriter): boolean {
    hashes.open(home)
    const { element, value } = hashes
    let next = hashes.walk(this.position)
    for (let n = 0, bytes = 0; next >= 0; next = hashes.walk(next)) {
      this.position = next
      if (hashes.expiry === 0 || !hasPassed(hashes.expiry, this.seenAt)) {
        if (this.nested) reply.array(2)
        if (this.keys) reply.bulk(element.bytes, element.off, element.len)
        if (this.values) reply.bulk(value.bytes, value.off, value.len)
        bytes += element.len + value.len
      }
      if (++n === PIECE_ELEMENTS || bytes >= PIECE_BYTES) return true
    }
    return false
  }
}
