/**
 * Clients that wait in a command until a key holds something (BLPOP, BLMOVE, BZPOPMIN ...). A waiting
 * client's command runs again, as that client, when a key of its type comes to be under one of its names,
 * whatever command made it: the keyspace tells (`KeyspaceState.onReady`), and only of types that somebody
 * waits for. Keys that just grow need not be told of: whoever wants from a key that exists does not wait. As
 * in Redis it does not tell of values that overwrite others (SORT ... STORE onto a string).
 *
 * Serving happens between commands: after the one that made the key, after EXEC as a whole, and again while
 * serving makes further keys (BLMOVE chains). Keys are served in the order they became ready; a key's
 * clients in the order they came.
 */
import { latin1, latin1Bytes } from '../../shared/bytes/text.ts'
import { type Client, clientState } from '../../shared/client/client.ts'
import type { CommandEntry } from '../../shared/command/entry.ts'
import type { Args } from '../../shared/resp/args.ts'
import { Deadlines, type Ending } from './deadlines.ts'
import type { Server } from './server.ts'

const { blocked, closed, closeAfterReply } = clientState

/** What a client is told whose time is up: a null, or a null array. */
export type TimeoutReply = 'null' | 'nullArray'

/** What waiting needs of the engine. */
export interface Runner {
  /** Runs a command again that waited, through the gates, as the client that waited in it. */
  rerun(client: Client, entry: CommandEntry, args: Args): void
  /** A call that waited has ended without running again; `error` is its reply, null when it was none. */
  ended(client: Client, error: string | null): void
  /** Sends a reply that the client has waited for, unless it wants none. */
  answer(client: Client, reply: Uint8Array): void
  /** Goes on with the requests a client sent while it could not be served. */
  resume(client: Client): void
}

class Waiter implements Ending {
  readonly client: Client
  readonly entry: CommandEntry
  readonly args: Args
  /** Type number of the keys it wants. */
  readonly type: number
  /** As `db:key` texts, each once. */
  readonly keys: string[]
  readonly deadline: number
  readonly reply: TimeoutReply
  readonly rank: number
  place: number

  constructor(client: Client, args: Args, type: number, deadline: number, reply: TimeoutReply) {
    this.client = client
    this.entry = client.lastCommand!
    this.args = args
    this.type = type
    this.keys = []
    this.deadline = deadline
    this.reply = reply
    this.rank = client.id
    this.place = -1
  }
}

const STATE_CHANGED =
  'UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)'

export class Blocking {
  /** Keys have become ready: `serve` has something to do. */
  ready: boolean
  /** Asks for a turn in `ms`; whoever has the timer sets it. */
  wakeIn: (ms: number) => void
  private readonly server: Server
  private readonly runner: Runner
  private readonly byClient: Map<Client, Waiter>
  /** Those who wait for a key, in the order they came. */
  private readonly byKey: Map<string, Set<Waiter>>
  private readonly deadlines: Deadlines<Waiter>
  /** Waiting clients by the type they want. */
  private readonly counts: Int32Array
  /** Keys that came to be since they were last served, in that order. */
  private readyKeys: Set<string>
  /** Clients that wait no more, and whose further requests have not been looked at yet. */
  private freed: Client[]
  /** The waiter whose command runs again. */
  private served: Waiter | null

  constructor(server: Server, runner: Runner) {
    this.ready = false
    this.wakeIn = () => {}
    this.server = server
    this.runner = runner
    this.byClient = new Map()
    this.byKey = new Map()
    this.deadlines = new Deadlines()
    this.counts = new Int32Array(8)
    this.readyKeys = new Set()
    this.freed = []
    this.served = null
    const { state } = server.keyspace
    state.onReady = (db, buf, off, len) => this.tell(`${db}:${latin1(buf, off, len)}`)
    state.onReplaced = db => this.lookThrough(db)
  }

  /** Keys that somebody waits for. */
  get keys(): number {
    return this.byKey.size
  }

  /** Clients whose waiting has an end. */
  get timed(): number {
    return this.deadlines.size
  }

  /** See `ServerContext.block`. */
  block(
    client: Client,
    args: Args,
    firstKey: number,
    keyCount: number,
    timeoutMs: number,
    type: number,
    reply: TimeoutReply,
  ): void {
    client.set(blocked)
    // It found nothing once more: it keeps its place and its deadline.
    if (this.served !== null) return
    const deadline = timeoutMs === 0 ? Number.POSITIVE_INFINITY : this.server.keyspace.state.now + timeoutMs
    const waiter = new Waiter(client, args.clone(), type, deadline, reply)
    for (let i = 0; i < keyCount; i++) this.queue(waiter, `${client.db}:${args.text(firstKey + i)}`)
    this.byClient.set(client, waiter)
    this.count(type, 1)
    if (timeoutMs === 0) return
    this.deadlines.add(waiter)
    if (this.deadlines.first() === waiter) this.wakeIn(timeoutMs)
  }

  private queue(waiter: Waiter, name: string): void {
    const waiters = this.byKey.get(name)
    if (waiters === undefined) this.byKey.set(name, new Set([waiter]))
    else if (waiters.has(waiter)) return
    else waiters.add(waiter)
    waiter.keys.push(name)
  }

  private count(type: number, change: number): void {
    const { state } = this.server.keyspace
    this.counts[type]! += change
    if (this.counts[type]! > 0) state.waitedFor |= 1 << type
    else state.waitedFor &= ~(1 << type)
  }

  /** A key has come to be. */
  private tell(name: string): void {
    if (!this.byKey.has(name)) return
    this.readyKeys.add(name)
    this.ready = true
  }

  /** A database has other contents than before: whoever waits there looks again. */
  private lookThrough(db: number): void {
    const prefix = `${db}:`
    for (const name of this.byKey.keys()) if (name.startsWith(prefix)) this.tell(name)
  }

  // Serving
  // ---------------------------------------------------------------------------------------------------------

  /** Serves those who wait for keys that have become ready. Between commands only. */
  serve(): void {
    while (this.readyKeys.size > 0) {
      const names = this.readyKeys
      this.readyKeys = new Set()
      for (const name of names) this.serveKey(name)
    }
    this.ready = false
  }

  private serveKey(name: string): void {
    const waiters = this.byKey.get(name)
    if (waiters === undefined) return
    const colon = name.indexOf(':')
    const db = this.server.keyspace.databases[Number(name.slice(0, colon))]!
    const key = latin1Bytes(name.slice(colon + 1))
    for (const waiter of waiters) {
      const ref = db.peekKey(key, 0, key.length)
      if (ref === 0) return
      if (db.records.type(ref) === waiter.type) this.serveWaiter(waiter)
    }
  }

  private serveWaiter(waiter: Waiter): void {
    const { client } = waiter
    if (client.has(closed | closeAfterReply)) {
      this.forget(waiter)
      return
    }
    client.clear(blocked)
    this.served = waiter
    this.runner.rerun(client, waiter.entry, waiter.args)
    this.served = null
    if (client.has(blocked)) return
    this.forget(waiter)
    this.freed.push(client)
  }

  /** At the end of a turn: lets go those whose time is up, and looks at what freed clients sent meanwhile. */
  work(): void {
    if (this.byClient.size === 0 && this.freed.length === 0) return
    const { now } = this.server.keyspace.state
    for (let w = this.deadlines.first(); w !== null && w.deadline <= now; w = this.deadlines.first()) {
      this.release(w, null)
    }
    if (this.ready) this.serve()
    while (this.freed.length > 0) {
      const freed = this.freed
      this.freed = []
      for (const client of freed) this.runner.resume(client)
    }
    const next = this.deadlines.first()
    if (next !== null) this.wakeIn(next.deadline - now)
  }

  // Ends of waiting
  // ---------------------------------------------------------------------------------------------------------

  /** Ends a wait without a key: with the reply of a timeout, or with an error. */
  private release(waiter: Waiter, error: string | null): void {
    const { client } = waiter
    this.forget(waiter)
    client.clear(blocked)
    if (client.has(closed)) return
    const text = error !== null ? `-${error}` : client.resp3 ? '_' : waiter.reply === 'null' ? '$-1' : '*-1'
    this.runner.answer(client, latin1Bytes(`${text}\r\n`))
    this.runner.ended(client, error)
    this.freed.push(client)
  }

  /** CLIENT UNBLOCK: as if its time were up, or with an error; false when the client does not wait here. */
  unblock(client: Client, withError: boolean): boolean {
    const waiter = this.byClient.get(client)
    if (waiter === undefined) return false
    this.release(waiter, withError ? 'UNBLOCKED client unblocked via CLIENT UNBLOCK' : null)
    return true
  }

  /** The role changes under them: they get an error, and their connections end. */
  refuseAll(): void {
    // Replies that they were given earlier in this turn come first.
    if (this.byClient.size > 0) this.server.reply.spill()
    for (const waiter of [...this.byClient.values()]) {
      const { client } = waiter
      this.release(waiter, STATE_CHANGED)
      client.drain()
      client.set(closeAfterReply)
      client.transport.end()
    }
  }

  /** A connection is gone. */
  disconnected(client: Client): void {
    const waiter = this.byClient.get(client)
    if (waiter !== undefined) this.forget(waiter)
  }

  private forget(waiter: Waiter): void {
    this.byClient.delete(waiter.client)
    this.deadlines.remove(waiter)
    this.count(waiter.type, -1)
    for (const name of waiter.keys) {
      const waiters = this.byKey.get(name)!
      waiters.delete(waiter)
      if (waiters.size === 0) this.byKey.delete(name)
    }
  }
}
