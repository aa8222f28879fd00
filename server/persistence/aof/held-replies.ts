/**
 * What is sent to clients waits until everything that was logged before it is in the append only file:
 * durable with `appendfsync always`, else written, which it is at once unless the writer is busy. The
 * connections keep the bytes; here is which of them waits for which log offset, in order.
 *
 * While the disk fails, clients whose writes it concerns go on waiting. For the others, whose writes are
 * refused, replies leave as usual.
 */
import type { Hold, Keeper } from '../../../shared/ports/transport.ts'
import type { CommandLog } from '../../log/command-log.ts'

/** What is asked of the append only file. */
export interface Durability {
  /** Log offset up to which replies may leave; infinite while there is no append only file. */
  readonly confirmed: number
  /** Writes what is logged, where that is possible at once. */
  writeNow(): void
}

interface Waiting {
  readonly keeper: Keeper
  readonly offset: number
}

export class HeldReplies implements Hold {
  /** The disk fails, and no more writes are taken. */
  failing: boolean
  private readonly log: CommandLog
  private readonly durability: Durability
  private queue: Waiting[]

  constructor(log: CommandLog, durability: Durability) {
    this.failing = false
    this.log = log
    this.durability = durability
    this.queue = []
  }

  holds(): boolean {
    const { log, durability } = this
    if (this.failing || log.end <= durability.confirmed) return false
    durability.writeNow()
    return log.end > durability.confirmed
  }

  keep(keeper: Keeper): void {
    this.queue.push({ keeper, offset: this.log.end })
  }

  /** Everything logged before `offset` is durable. */
  release(offset: number): void {
    let count = 0
    while (count < this.queue.length && this.queue[count]!.offset <= offset) count++
    if (count === 0) return
    for (const { keeper } of this.queue.splice(0, count)) keeper.release()
  }
}
