/**
 * Clients blocked in WAIT and WAITAOF until enough replicas have what was written, or until their time is up.
 *
 * Departs from Redis: they wait for all that was logged when they asked, not only for what they wrote
 * themselves, which costs no field per client and can only wait for more. Without a log there is nothing to
 * wait for.
 */
import { latin1Bytes } from '../../shared/bytes/text.ts'
import { type Client, clientState } from '../../shared/client/client.ts'
import type { Primary } from './primary.ts'
import type { Wiring } from './wiring.ts'

type Waiter = {
  client: Client
  /** WAITAOF, whose reply also counts our own append only file. */
  aof: boolean
  /** How many of our own are wanted, one at most. */
  local: number
  /** Log offset before which everything must have arrived. */
  offset: number
  replicas: number
  /** Wall-clock ms; Infinity without a timeout. */
  deadline: number
  /** The reply where the count is not it: an error. */
  error: string
  /** The connection ends with the reply. */
  close: boolean
}

export class Waiters {
  private readonly wiring: Wiring
  private readonly primary: Primary
  private waiting: Waiter[]

  constructor(wiring: Wiring, primary: Primary) {
    this.wiring = wiring
    this.primary = primary
    this.waiting = []
  }

  /** Replicas that have all that was logged until now. */
  count(aof: boolean): number {
    return this.reached(aof, this.wiring.server.log.end)
  }

  /** How many append only files of our own have all that was logged until now: one, or none. */
  local(): number {
    return this.durable(this.wiring.server.log.end)
  }

  private durable(offset: number): number {
    return this.wiring.server.log.durable >= offset ? 1 : 0
  }

  /** Blocks a client; `timeout` in ms, 0 for none. `local` is null for WAIT. */
  block(client: Client, local: number | null, replicas: number, timeout: number): void {
    const { wiring } = this
    const deadline = timeout === 0 ? Number.POSITIVE_INFINITY : wiring.now() + timeout
    const offset = wiring.server.log.end
    const aof = local !== null
    const waiter = { client, aof, local: local ?? 0, offset, replicas, deadline, error: '', close: false }
    this.waiting.push(waiter)
    client.set(clientState.blocked)
    this.primary.requestAcks()
    if (timeout > 0) wiring.world.later(timeout)
  }

  /** Lets go whoever has waited enough. At the end of a turn, when no command runs. */
  work(): void {
    if (this.waiting.length === 0) return
    const now = this.wiring.now()
    const ready = this.waiting.filter(w => {
      if (w.error !== '' || now >= w.deadline) return true
      return this.reached(w.aof, w.offset) >= w.replicas && this.durable(w.offset) >= w.local
    })
    if (ready.length === 0) return
    this.waiting = this.waiting.filter(w => !ready.includes(w))
    for (const waiter of ready) this.release(waiter)
    this.wiring.wake()
  }

  private reached(aof: boolean, offset: number): number {
    return aof ? this.primary.fsyncedBy(offset) : this.primary.acknowledgedBy(offset)
  }

  private release({ client, aof, offset, error, close }: Waiter): void {
    if (client.has(clientState.closed)) return
    const count = this.reached(aof, offset)
    const reply =
      error !== ''
        ? `-${error}\r\n`
        : aof
          ? `*2\r\n:${this.durable(offset)}\r\n:${count}\r\n`
          : `:${count}\r\n`
    client.clear(clientState.blocked)
    this.wiring.engine.ended(client, error === '' ? null : error)
    this.wiring.engine.answer(client, latin1Bytes(reply))
    client.drain()
    if (close) {
      client.set(clientState.closeAfterReply)
      client.transport.end()
    } else this.wiring.engine.resume(client)
  }

  /** CLIENT UNBLOCK: as if its time were up, or with an error; false when the client does not wait here. */
  unblock(client: Client, withError: boolean): boolean {
    const waiter = this.waiting.find(w => w.client === client)
    if (waiter === undefined) return false
    waiter.deadline = 0
    if (withError) waiter.error = 'UNBLOCKED client unblocked via CLIENT UNBLOCK'
    this.wiring.wake()
    return true
  }

  /** The role changes under them: nobody can keep their promise. Their connections end. */
  refuseAll(): void {
    for (const waiter of this.waiting) {
      waiter.error =
        'UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)'
      waiter.close = true
    }
    this.wiring.wake()
  }

  /** A connection is gone. */
  disconnected(client: Client): void {
    if (this.waiting.length > 0) this.waiting = this.waiting.filter(w => w.client !== client)
  }
}
