/** ZRANDMEMBER with a negative count. */
import type { Random } from '../../../shared/ports/random.ts'
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import { Draws } from '../../engine/draws.ts'
import type { Home } from '../../values/home.ts'
import type { Values } from '../../values/values.ts'

export class ItemDraws extends Draws {
  private readonly withScores: boolean

  constructor(count: bigint, withScores: boolean, resp3: boolean, random: Random) {
    super(count, withScores && !resp3 ? 2n * count : count, random)
    this.withScores = withScores
  }

  protected open({ zsets }: Values, home: Home): number {
    zsets.open(home)
    return zsets.length()
  }

  protected draw({ zsets }: Values, random: Random): void {
    zsets.at(random.below(zsets.length()))
  }

  protected walk({ zsets }: Values, position: number): number {
    return zsets.walk(position)
  }

  protected reply({ zsets }: Values, reply: ReplyWriter): number {
    zsets.replyItem(reply, this.withScores)
    return zsets.element.len
  }
}
