/** A range of a very large sorted set as a reply in pieces. */
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import { PIECE_BYTES, PIECE_ELEMENTS, type Producer } from '../../engine/reply-streams.ts'
import type { Home } from '../../values/home.ts'
import type { Values } from '../../values/values.ts'

export class ItemsStream implements Producer {
  private rank: number
  private left: number
  private readonly reverse: boolean
  private readonly withScores: boolean

  /** `count` members, from this rank on and up, or down if `reverse`; there are that many. */
  constructor(rank: number, count: number, reverse: boolean, withScores: boolean) {
    this.rank = rank
    this.left = count
    this.reverse = reverse
    this.withScores = withScores
  }

  step({ zsets }: Values, home: Home, reply: ReplyWriter): boolean {
    zsets.open(home)
    zsets.at(this.rank)
    for (let n = 0, bytes = 0; ; ) {
      zsets.replyItem(reply, this.withScores)
      this.rank += this.reverse ? -1 : 1
      if (--this.left === 0) return false
      bytes += zsets.element.len
      if (++n === PIECE_ELEMENTS || bytes >= PIECE_BYTES) return true
      if (this.reverse) zsets.backward()
      else zsets.forward()
    }
  }
}
