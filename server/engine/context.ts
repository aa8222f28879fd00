/**
 * What a server command is handed. One object serves all calls; its fields are set before each. A command
 * tells it what changed (`changed`, `removed`) and, where the request's own bytes would not mean the same on
 * a replica, what to log instead (`logAs`).
 */

import { type Client, clientState, type Queued } from '../../shared/client/client.ts'
import type { Clients } from '../../shared/client/clients.ts'
import type { CommandContext, CommandHost } from '../../shared/command/context.ts'
import type { CommandTable } from '../../shared/command/table.ts'
import type { Random } from '../../shared/ports/random.ts'
import type { PubSub } from '../../shared/pubsub/pubsub.ts'
import { Args } from '../../shared/resp/args.ts'
import { errors } from '../../shared/resp/errors.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import type { Database } from '../keyspace/database.ts'
import { LARGE } from '../values/home.ts'
import { TYPE_BITS, TYPE_SHIFT, type, typeOf } from '../values/type-numbers.ts'
import type { Values } from '../values/values.ts'
import type { Blocking, TimeoutReply } from './blocking.ts'
import { type Draws, MOST_AT_ONCE, MOST_BYTES_AT_ONCE } from './draws.ts'
import type { EventClass } from './events.ts'
import type { Producer, ReplyStreams } from './reply-streams.ts'
import type { Server } from './server.ts'

const LIST_BITS = type.list << TYPE_SHIFT
const SET_BITS = type.set << TYPE_SHIFT
const ZSET_BITS = type.zset << TYPE_SHIFT
const HASH_BITS = type.hash << TYPE_SHIFT

/** What a command asks of the engine that runs it. */
export interface Caller {
  /** Runs the commands of a transaction; their replies follow each other, and the log gets them as one. */
  runAll(client: Client, queue: readonly Queued[]): void
  /** The connection sees all requests from now on (MONITOR). */
  startMonitor(client: Client): void
  readonly blocking: Blocking
  readonly streams: ReplyStreams
  /**
   * Answers a command that kept its connection waiting, with an error or else with `reply`, a line without
   * its end; the connection goes on.
   */
  release(client: Client, error: string | null, reply?: string): void
}

export class ServerContext implements CommandContext {
  client!: Client
  db!: Database
  now: number
  readonly server: Server
  readonly reply: ReplyWriter
  readonly clients: Clients
  readonly commands: CommandTable
  readonly pubsub: PubSub
  readonly random: Random
  readonly host: CommandHost
  readonly engine: Caller
  /** The collections; `open` one before use. */
  readonly values: Values
  /** Changes the running command made; above zero it is logged. */
  dirty: number
  /** The command stands in a transaction: it must not block or change what its connection is. */
  inTransaction: boolean
  /** What to log instead of the request; null: the request itself; empty: nothing. */
  logged: Args[] | null

  constructor(server: Server, commands: CommandTable, engine: Caller) {
    this.now = 0
    this.server = server
    this.reply = server.reply
    this.clients = server.clients
    this.commands = commands
    this.pubsub = server.pubsub
    this.random = server.random
    this.host = server.host
    this.engine = engine
    this.values = server.keyspace.values
    this.dirty = 0
    this.inTransaction = false
    this.logged = null
  }

  /**
   * The record of a string looked up for reading at argument i, or 0, in which case the reply is still owed;
   * -1 when the key holds another type and the error was given.
   */
  readString(args: Args, i: number): number {
    const ref = this.db.read(args, i)
    return ref === 0 || (this.db.records.meta & TYPE_BITS) === 0 ? ref : this.wrongType()
  }

  /** `readString`, for changing the value. */
  writeString(args: Args, i: number): number {
    const ref = this.db.write(args, i)
    return ref === 0 || (this.db.records.meta & TYPE_BITS) === 0 ? ref : this.wrongType()
  }

  /** `readString` for a list. */
  readList(args: Args, i: number): number {
    return this.checkType(this.db.read(args, i), LIST_BITS)
  }

  writeList(args: Args, i: number): number {
    return this.checkWritten(this.db.write(args, i), LIST_BITS)
  }

  /** `readString` for a set. */
  readSet(args: Args, i: number): number {
    return this.checkType(this.db.read(args, i), SET_BITS)
  }

  writeSet(args: Args, i: number): number {
    return this.checkWritten(this.db.write(args, i), SET_BITS)
  }

  /** `readString` for a sorted set. */
  readZset(args: Args, i: number): number {
    return this.checkType(this.db.read(args, i), ZSET_BITS)
  }

  writeZset(args: Args, i: number): number {
    return this.checkWritten(this.db.write(args, i), ZSET_BITS)
  }

  /** `readString` for a hash. */
  readHash(args: Args, i: number): number {
    return this.checkType(this.db.read(args, i), HASH_BITS)
  }

  writeHash(args: Args, i: number): number {
    return this.checkWritten(this.db.write(args, i), HASH_BITS)
  }

  private checkType(ref: number, bits: number): number {
    return ref === 0 || (this.db.records.meta & TYPE_BITS) === bits ? ref : this.wrongType()
  }

  private checkWritten(ref: number, bits: number): number {
    if (ref === 0) return 0
    if ((this.db.records.meta & TYPE_BITS) !== bits) return this.wrongType()
    if (this.server.keyspace.state.streamed !== 0) this.db.changing()
    return ref
  }

  /**
   * Whether a reply of `count` elements of the collection looked up last is so large that it is better made
   * in pieces as its reader takes them: then the command writes the reply's head and calls `stream` with
   * the rest. `of`: how many elements there are in all, where it is not the same.
   */
  mayStream(count: number, of = count): boolean {
    if (count <= 1 || this.root === 0 || this.inTransaction || this.reply.muted) return false
    return this.engine.streams.worthwhile(count, (this.footprint() * count) / of)
  }

  /** See `mayStream`. */
  stream(producer: Producer): void {
    this.engine.streams.start(this.client, this.db.records.meta, this.root, producer)
  }

  /**
   * Replies with elements drawn from the collection looked up last, which has `length` of them: in pieces
   * where that are many. Inside MULTI, where they would have to be made at once, there is an end to it.
   */
  replyDraws(draws: Draws, length: number): void {
    const { reply, db, values } = this
    // Nobody sees them.
    if (reply.muted) return
    const bytes = (this.footprint() * draws.count) / length
    const many = this.engine.streams.worthwhile(draws.count, bytes)
    if (many && this.inTransaction && (draws.count > MOST_AT_ONCE || bytes > MOST_BYTES_AT_ONCE)) {
      return reply.error(errors.outOfRange)
    }
    draws.head(reply)
    if (!many || this.inTransaction) return draws.finish(values, db, reply)
    if (this.root === 0) draws.take(values, db, reply.resp3)
    this.stream(draws)
  }

  /** Root of the collection looked up last, 0 when it is packed. */
  private get root(): number {
    const { records } = this.db
    return (records.meta & LARGE) === 0 ? 0 : records.root(records.ref)
  }

  /** Bytes of the collection looked up last. */
  private footprint(): number {
    const { records } = this.db
    const { root } = this
    return root === 0 ? records.valueLength : this.engine.streams.footprint(typeOf(records.meta), root)
  }

  /**
   * Whether the command may wait for what it does not find (`block`). Inside EXEC and in our primary's stream
   * nothing waits: the reply is at once that of a timeout.
   */
  mayBlock(): boolean {
    return !this.inTransaction && !this.client.has(clientState.master)
  }

  /**
   * The client waits until a key of a type comes to be under one of the names at arguments `firstKey` and
   * up, or for `timeoutMs` (0: for ever; see `readBlockTimeout`), whose reply is then a null. The command
   * runs again for a key that came; if it still finds nothing and calls this again, the client keeps its
   * place and its deadline.
   */
  block(
    args: Args,
    firstKey: number,
    keyCount: number,
    timeoutMs: number,
    typeNumber: number,
    timeoutReply: TimeoutReply,
  ): void {
    this.engine.blocking.block(this.client, args, firstKey, keyCount, timeoutMs, typeNumber, timeoutReply)
  }

  /** The key at argument i changed: it counts, watchers hear of it, and so do listeners to `event`. */
  changed(args: Args, i: number, cls: EventClass, event: string): void {
    this.changedSilently(args, i)
    const { server } = this
    if (server.notifications !== 0) server.notify(cls, event, this.db.index, args.bytes(i))
  }

  /** `changed` where Redis has no event. */
  changedSilently(args: Args, i: number): void {
    this.dirty++
    const { watches } = this.server
    if (watches.size > 0) watches.touch(this.db.index, args.text(i))
  }

  /** The same change concerns another key too (RENAME, MOVE): as `changed`, but counted once. */
  alsoChanged(db: Database, args: Args, i: number, cls: EventClass, event: string): void {
    const server = this.server
    if (server.watches.size > 0) server.watches.touch(db.index, args.text(i))
    if (server.notifications !== 0) server.notify(cls, event, db.index, args.bytes(i))
  }

  /** A further event of a key that `changed` told of already. */
  event(args: Args, i: number, cls: EventClass, event: string): void {
    if (this.server.notifications !== 0) this.server.notify(cls, event, this.db.index, args.bytes(i))
  }

  /** Logs these commands instead of the request; texts are latin1. None: the request is not logged at all. */
  logAs(...commands: Args[]): void {
    this.logged = commands
  }

  /** `logAs` for one command given by its words. */
  logWords(...words: (string | Uint8Array)[]): void {
    if (this.server.log.active) this.logged = [Args.of(...words)]
  }

  private wrongType(): number {
    this.reply.error(errors.wrongType)
    return -1
  }
}
