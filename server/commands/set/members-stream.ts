/** The members of a very large set as a reply in pieces. */
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import { PIECE_BYTES, PIECE_ELEMENTS, type Producer } from '../../engine/reply-streams.ts'
import type { Home } from '../../values/home.ts'
import type { Values } from '../../values/values.ts'

export class MembersStream implements Producer {
  private position: number

  constructor() {
    this.position = 0
  }

  step({ sets }: Values, home: Home, reply: ReplyWriter): boolean {
    sets.open(home)
    const { element } = sets
    let p = sets.walk(this.position)
    for (let n = 0, bytes = 0; p !== -1; p = sets.walk(p)) {
      reply.bulk(element.bytes, element.off, element.len)
      this.position = p
      bytes += element.len
      if (++n === PIECE_ELEMENTS || bytes >= PIECE_BYTES) return true
    }
    return false
  }
}
