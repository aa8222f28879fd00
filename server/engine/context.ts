/**
 * What a server command is handed. One object serves all calls; its fields are set before each. A command
 * tells it what changed (`changed`, `removed`) and, where the request's own bytes would not mean the same on
 * a replica, what to log instead (`logAs`).
 */
import type { Client, Queued } from '../../shared/client/client.ts'
import type { Clients } from '../../shared/client/clients.ts'
import type { CommandContext, CommandHost } from '../../shared/command/context.ts'
import type { CommandTable } from '../../shared/command/table.ts'
import type { Random } from '../../shared/ports/random.ts'
import type { PubSub } from '../../shared/pubsub/pubsub.ts'
import { Args } from '../../shared/resp/args.ts'
import { errors } from '../../shared/resp/errors.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import type { Database } from '../keyspace/database.ts'
import { TYPE_SHIFT } from '../keyspace/records.ts'
import type { EventClass } from './events.ts'
import type { Server } from './server.ts'

const TYPE_BITS = 7 << TYPE_SHIFT

/** What a command asks of the engine that runs it. */
export interface Caller {
  /** Runs the commands of a transaction; their replies follow each other, and the log gets them as one. */
  runAll(client: Client, queue: readonly Queued[]): void
  /** The connection sees all requests from now on (MONITOR). */
  startMonitor(client: Client): void
  /** Answers a command that kept its connection waiting with an error, and lets the connection go on. */
  release(client: Client, error: string): void
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

  /** The key at argument i changed: it counts, watchers hear of it, and so do listeners to `event`. */
  changed(args: Args, i: number, cls: EventClass, event: string): void {
    this.dirty++
    const server = this.server
    if (server.watches.size > 0) server.watches.touch(this.db.index, args.text(i))
    if (server.notifications !== 0) server.notify(cls, event, this.db.index, args.bytes(i))
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
