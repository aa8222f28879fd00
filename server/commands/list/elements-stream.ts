/** A range of a very long list as a reply in pieces. */
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import { PIECE_BYTES, PIECE_ELEMENTS, type Producer } from '../../engine/reply-streams.ts'
import type { Home } from '../../values/home.ts'
import type { Values } from '../../values/values.ts'

export class ElementsStream implements Producer {
  private position: number
  private left: number

  /** `count` elements from a position on; there are that many. */
  constructor(position: number, count: number) {
    this.position = position
    this.left = count
  }

  step({ lists }: Values, home: Home, reply: ReplyWriter): boolean {
    lists.open(home)
    const { element } = lists
    for (let n = 0, bytes = 0; n < PIECE_ELEMENTS && bytes < PIECE_BYTES; n++) {
      this.position = lists.walk(this.position)
      reply.bulk(element.bytes, element.off, element.len)
      bytes += element.len
      if (--this.left === 0) return false
    }
    return true
  }
}
