/**
 * Replies that must not leave yet, because what they confirm is not safe enough. The connections keep the
 * bytes; here is which of them waits for which log offset, in order.
 *
 * With `appendfsync always` what is sent to anybody waits until everything that was logged before is
 * durable. With `everysec` and `no` a reply to a client that wrote waits until the system has what it
 * wrote, so that it outlives the process. As a rule nothing waits at all: before the first reply of a turn
 * leaves, what the turn has logged is handed over (`Safety.handOver`), and only while the disk is busy with
 * our file replies are kept. Replies to clients that wrote nothing leave at once.
 *
 * While the disk fails, with `always` clients whose writes it concerns go on waiting, and for the others,
 * whose writes are refused, replies leave as usual; else nobody waits, as in Redis.
 */
import type { Client } from '../../../shared/client/client.ts'
import type { Hold, Keeper } from '../../../shared/ports/transport.ts'
import type { CommandLog } from '../../log/command-log.ts'

/** What is asked of the append only file. */
export interface Safety {
  /** Log offset up to which replies may leave; infinite when none has to wait. */
  readonly confirmed: number
  /** Each write is synced before it is confirmed (`appendfsync always`). */
  readonly strict: boolean
  /** Writes what is logged, at once, if that does not mean to wait for the disk. */
  handOver(): void
}

interface Waiting {
  readonly keeper: Keeper
  readonly offset: number
}

export class HeldReplies {
  /** The disk fails, and no more writes are taken. */
  failing: boolean
  private readonly log: CommandLog
  private readonly safety: Safety
  private queue: Waiting[]

  constructor(log: CommandLog, safety: Safety) {
    this.failing = false
    this.log = log
    this.safety = safety
    this.queue = []
  }

  /** What holds the replies to a client. */
  of(client: Client): Hold {
    return new ClientHold(this, client)
  }

  /** Whether what is sent now to a client must wait that has changed nothing after `logged`. */
  holds(logged: number): boolean {
    const { log, safety } = this
    if (log.end <= safety.confirmed) return false
    if (safety.strict) return !this.failing
    safety.handOver()
    return logged > safety.confirmed
  }

  keep(keeper: Keeper, logged: number): void {
    this.queue.push({ keeper, offset: this.safety.strict ? this.log.end : logged })
  }

  /** Everything logged before `offset` is as safe as it has to be. */
  release(offset: number): void {
    let count = 0
    while (count < this.queue.length && this.queue[count]!.offset <= offset) count++
    if (count === 0) return
    for (const { keeper } of this.queue.splice(0, count)) keeper.release()
  }
}

class ClientHold implements Hold {
  private readonly held: HeldReplies
  private readonly client: Client

  constructor(held: HeldReplies, client: Client) {
    this.held = held
    this.client = client
  }

  holds(): boolean {
    return this.held.holds(this.client.logged)
  }

  keep(keeper: Keeper): void {
    this.held.keep(keeper, this.client.logged)
  }
}
