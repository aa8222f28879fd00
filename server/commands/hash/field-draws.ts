/** HRANDFIELD without a count or with a negative one. Fields whose time has passed are passed over. */

import type { Random } from '../../../shared/ports/random.ts'
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import { Draws } from '../../engine/draws.ts'
import { hasPassed } from '../../values/has-passed.ts'
import type { Home } from '../../values/home.ts'
import type { Values } from '../../values/values.ts'
import { replyField } from './reply-fields.ts'

export class FieldDraws extends Draws {
  private readonly withValues: boolean
  /** The time to which fields are there or not; 0: all are. */
  private readonly seenAt: number

  constructor(count: bigint, withValues: boolean, seenAt: number, resp3: boolean, random: Random) {
    super(count, withValues && !resp3 ? 2n * count : count, random)
    this.withValues = withValues
    this.seenAt = seenAt
  }

  protected open({ hashes }: Values, home: Home): number {
    hashes.open(home)
    return hashes.length()
  }

  protected draw({ hashes }: Values, random: Random): void {
    hashes.sample(random)
  }

  protected walk({ hashes }: Values, position: number): number {
    return hashes.walk(position)
  }

  protected reply({ hashes }: Values, reply: ReplyWriter): number {
    if (hashes.expiry !== 0 && hasPassed(hashes.expiry, this.seenAt)) return -1
    replyField(reply, hashes, this.withValues)
    return hashes.element.len + (this.withValues ? hashes.value.len : 0)
  }
}
