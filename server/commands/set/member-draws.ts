/** SRANDMEMBER with a negative count. */
import type { Random } from '../../../shared/ports/random.ts'
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import { Draws } from '../../engine/draws.ts'
import type { Home } from '../../values/home.ts'
import type { Values } from '../../values/values.ts'
import { replyMember } from './reply-members.ts'

export class MemberDraws extends Draws {
  constructor(count: bigint, random: Random) {
    super(count, count, random)
  }

  protected open({ sets }: Values, home: Home): number {
    sets.open(home)
    return sets.length()
  }

  protected draw({ sets }: Values, random: Random): void {
    sets.sample(random)
  }

  protected walk({ sets }: Values, position: number): number {
    return sets.walk(position)
  }

  protected reply({ sets }: Values, reply: ReplyWriter): number {
    replyMember(reply, sets)
    return sets.element.len
  }
}
