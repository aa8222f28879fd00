/**
 * From bytes to effects: the engine parses what a connection sent, finds each command, leads it through the
 * gates, runs it, and appends what it changed to the command log. Everything here is synchronous; whoever
 * owns the sockets calls `receive` with bytes and `turn` with the time.
 */

import { latin1, latin1Bytes } from '../../shared/bytes/text.ts'
import { type Client, clientState, type Queued, SILENCED, SLOW_STATE } from '../../shared/client/client.ts'
import { type CommandEntry, flagBit } from '../../shared/command/entry.ts'
import type { CommandTable } from '../../shared/command/table.ts'
import { Args } from '../../shared/resp/args.ts'
import { wrongArity } from '../../shared/resp/errors.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import { BAD, REQUEST } from '../../shared/resp/request-parser.ts'
import type { Gates } from './admission/gates.ts'
import { isHttp, unknownCommand } from './admission/unknown-command.ts'
import { Blocking } from './blocking.ts'
import { CallTimer } from './call-timer.ts'
import { ServerContext } from './context.ts'
import { HttpWarning } from './http-warning.ts'
import { Lookahead } from './lookahead.ts'
import { Propagation } from './propagation.ts'
import { ReplyStreams } from './reply-streams.ts'
import type { Server } from './server.ts'
import { TurnTime } from './turn-time.ts'

const { closeAfterReply, closed, blocked, postponed, streaming } = clientState
const { replyOff, replySkip, replySkipNext, multi, master } = clientState
/** While one of these is set, a connection's further requests wait unread. */
const STOP = closeAfterReply | closed | blocked | postponed | streaming
const DOOMED = clientState.dirtyExec | clientState.dirtyCas
const MUTED = SILENCED | master

export class Engine {
  readonly server: Server
  readonly commands: CommandTable
  readonly ctx: ServerContext
  readonly timer: CallTimer
  readonly time: TurnTime
  readonly propagation: Propagation
  readonly blocking: Blocking
  readonly streams: ReplyStreams
  private readonly gates: Gates
  private readonly lookahead: Lookahead
  private readonly reply: ReplyWriter
  /** Requests that wait for the end of a pause, by client. */
  private readonly postponed: Map<Client, Args>
  private readonly http: HttpWarning
  /** Commands run by the beginning of the turn. */
  private commandsBefore: number

  constructor(server: Server, commands: CommandTable, gates: Gates) {
    this.server = server
    this.commands = commands
    this.ctx = new ServerContext(server, commands, this)
    this.timer = new CallTimer(server.parts.clock)
    this.time = new TurnTime(this.timer, this.ctx, server.keyspace.state)
    this.propagation = new Propagation(server)
    this.blocking = new Blocking(server, this)
    this.streams = new ReplyStreams(server, client => this.resume(client))
    this.gates = gates
    this.lookahead = new Lookahead(server.keyspace.arena)
    this.reply = server.reply
    this.postponed = new Map()
    this.http = new HttpWarning()
    this.commandsBefore = 0
    server.onBackpressure = this.checkOutput
    this.timer.onSlow = (entry, usec, client, args) => this.slow(entry, usec, client, args)
    server.keyspace.state.onExpired = (db, key) => {
      this.propagation.expired(db, key)
      if (server.watches.size > 0) server.watches.touch(db, latin1(key, 0, key.length))
      if (server.notifications !== 0) server.notify('x', 'expired', db, key)
    }
    server.keyspace.state.onFieldsExpired = (db, key, fields, gone) => {
      this.propagation.write(db, Args.of('HDEL', key, ...fields))
      if (server.watches.size > 0) server.watches.touch(db, latin1(key, 0, key.length))
      if (server.notifications === 0) return
      server.notify('h', 'hexpired', db, key)
      if (gone) server.notify('g', 'del', db, key)
    }
  }

  /**
   * Begins a turn: takes its time, before the turn's bytes. `wallMs` is wall-clock time, with a fraction
   * where that is known.
   */
  turn(wallMs: number): void {
    this.time.begin(wallMs)
    this.commandsBefore = this.server.stats.commands
  }

  /** Takes `chunk[0, n)` from a client and runs every whole request in it. */
  receive(client: Client, chunk: Uint8Array, n: number): void {
    const server = this.server
    client.bytesIn += n
    client.lastInteraction = this.ctx.now
    server.stats.netIn += n
    server.stats.reads++
    client.parser.feed(chunk, n)
    // What others sent this client earlier in the turn must leave before the replies to come.
    if (client.outLength > 0) this.send()
    if ((client.state & STOP) === 0) this.process(client)
    client.parser.retain()
    if (client.parser.heldBytes() > server.settings.clientQueryBufferLimitBytes) this.dropForInput(client)
  }

  /**
   * Ends a turn: sends all replies, and what commands queued for other connections; feeds the log's readers.
   */
  endTurn(): void {
    this.timer.settle()
    if (this.timer.since >= this.time.nextMs) this.time.follow()
    if (this.server.pausedUntil > 0) this.watchPause()
    if (this.postponed.size > 0 && this.server.pausedUntil === 0) this.resumePostponed()
    this.streams.work()
    this.blocking.work()
    this.timer.settle()
    this.send()
    this.propagation.flush()
    this.countTurn()
  }

  private countTurn(): void {
    const { timer } = this
    const { stats } = this.server
    const usec = timer.elapsed()
    const commands = stats.commands - this.commandsBefore
    stats.loopCycles++
    stats.loopUsec += usec
    stats.loopCommandUsec += timer.takeSpent()
    if (usec > stats.loopUsecMax) stats.loopUsecMax = usec
    if (commands > stats.loopCommandsMax) stats.loopCommandsMax = commands
  }

  /** Logs the running command though it changed no data (PUBLISH): for replicas. */
  replicate(args: Args): void {
    if (this.server.log.backlog && !this.ctx.client.has(master))
      this.propagation.write(this.ctx.db.index, args)
  }

  private send(): void {
    this.reply.spill()
    this.server.clients.drain(this.checkOutput)
  }

  private process(client: Client): void {
    const parser = client.parser
    const { clients } = this.server
    const reply = this.reply
    clients.current = client
    reply.resp3 = client.resp3
    let ahead = 0
    for (;;) {
      if (ahead === 0) ahead = this.lookahead.look(parser, this.server.keyspace.databases[client.db]!)
      ahead--
      const found = parser.next()
      if (found !== REQUEST) {
        if (found === BAD) this.protocolError(client)
        break
      }
      this.execute(client, parser.args)
      if (clients.own.length > 0) clients.settle()
      if (this.blocking.ready) this.blocking.serve()
      if ((client.state & STOP) !== 0) break
    }
    reply.finish()
    clients.current = null
    if ((client.state & (closeAfterReply | closed)) === closeAfterReply) {
      this.send()
      client.transport.end()
    }
  }

  /** Runs one request of a client. */
  execute(client: Client, args: Args): void {
    if (args.argc === 0) return
    let entry = this.commands.find(args)
    if (entry?.subcommands) entry = this.subcommand(entry, args)
    const state = client.state
    if ((state & SLOW_STATE) === 0 && entry !== null && (entry.flags & this.gates.closed) === 0) {
      const arity = entry.arity
      if (arity > 0 ? args.argc === arity : args.argc >= -arity) {
        this.call(client, entry, args)
        return
      }
    }
    this.executeGuarded(client, entry, args)
  }

  private subcommand(container: CommandEntry, args: Args): CommandEntry | null {
    if (args.argc < 2) return container
    return container.subcommands!.get(args.text(1).toLowerCase()) ?? null
  }

  /** The long way: every check, in Redis's order, with its error; then queue, postpone or run. */
  private executeGuarded(client: Client, entry: CommandEntry | null, args: Args): void {
    const reply = this.reply
    if (client.has(replySkipNext)) {
      client.clear(replySkipNext)
      client.set(replySkip)
    }
    const muted = client.has(MUTED)
    const before = reply.errors
    if (muted) reply.mute()
    const refusal = entry === null ? unknownCommand(this.commands, args) : this.arityError(entry, args)
    if (entry === null && isHttp(args)) this.endHttp(client)
    else if (refusal !== null) this.refuse(client, entry, args, refusal)
    else this.pass(client, entry!, args, false)
    if (client.has(master) && reply.errors !== before) this.gates.masterError(reply.lastError, args)
    // A transaction may have begun to mute, too.
    reply.unmute()
    if (muted) {
      // A command that waits has its reply, the one to skip, still to come.
      if (!client.has(blocked)) client.clear(replySkip)
    }
  }

  /** `again`: the command ran before and waited; who looks on has seen it. */
  private pass(client: Client, entry: CommandEntry, args: Args, again: boolean): void {
    const verdict = this.gates.check(client, entry, args)
    if (verdict === 'run') {
      const { state } = this.server.keyspace
      state.noTouch = client.has(clientState.noTouch) && entry.name !== 'touch'
      this.call(client, entry, args)
      state.noTouch = false
      const { monitors } = this.server
      if (monitors.size > 0 && !again) monitors.feed(client, entry, args)
    } else if (verdict === 'queue') {
      // A transaction that EXEC will refuse takes no more memory.
      if (!client.has(DOOMED)) client.queue!.push({ entry, args: args.clone() })
      this.reply.status('QUEUED')
    } else if (verdict === 'postpone') {
      client.set(postponed)
      client.lastCommand = entry
      this.postponed.set(client, args.clone())
    } else this.refuse(client, entry, args, verdict.error)
  }

  private refuse(client: Client, entry: CommandEntry | null, args: Args, error: string): void {
    const { monitors } = this.server
    if (entry?.name === 'exec') {
      if (monitors.size > 0) monitors.feed(client, entry, args)
      this.gates.discard(client)
      error = `EXECABORT Transaction discarded because of: ${error.replace(/^ERR /, '')}`
    } else if (client.has(multi)) client.set(clientState.dirtyExec)
    if (entry !== null) entry.rejected++
    this.reply.error(error)
    this.server.stats.error(error)
  }

  /** A browser was made to talk to us (cross-protocol scripting): the connection ends without a word. */
  private endHttp(client: Client): void {
    this.http.warn(this.server.notice, this.ctx.now, client.addr)
    this.server.close(client, true)
  }

  private arityError(entry: CommandEntry, args: Args): string | null {
    const arity = entry.arity
    if (arity > 0 ? args.argc === arity : args.argc >= -arity) {
      if (entry.run !== null) return null
    }
    return wrongArity(entry.name)
  }

  /** Runs a command that passed every gate, and logs what it changed. */
  call(client: Client, entry: CommandEntry, args: Args): void {
    const ctx = this.ctx
    const reply = this.reply
    ctx.client = client
    ctx.db = this.server.keyspace.databases[client.db]!
    ctx.dirty = 0
    ctx.logged = null
    const before = reply.errors
    const { clients } = this.server
    const made = reply.pos + clients.delivered
    client.lastCommand = entry
    this.timer.begin(entry)
    entry.run!(ctx, args)
    if ((client.state & blocked) !== 0) {
      this.timer.wait()
      return
    }
    this.timer.end(entry, client, args)
    // What a fast command's arguments do not show, its replies and messages do; a buffer sent off is a lot.
    if ((reply.pos + clients.delivered - made) >>> 0 > MADE_AT_ONCE) this.timer.settle()
    if (this.timer.since >= this.time.nextMs && !ctx.inTransaction) this.time.follow()
    entry.calls++
    client.commandsRun++
    this.server.stats.commands++
    if (reply.errors !== before) {
      entry.failed++
      this.server.stats.error(reply.lastError)
    }
    if (ctx.dirty > 0) {
      this.server.dirty += ctx.dirty
      const { log } = this.server
      if (log.active) {
        this.propagation.propagate(ctx, client, args)
        client.logged = log.end
      }
    }
  }

  /** Runs a command out of a file: it is neither timed nor counted nor logged. */
  apply(client: Client, entry: CommandEntry, args: Args): void {
    const { ctx, server } = this
    ctx.client = client
    ctx.db = server.keyspace.databases[client.db]!
    ctx.dirty = 0
    ctx.logged = null
    entry.run!(ctx, args)
    server.dirty += ctx.dirty
  }

  /** Runs the commands of a transaction; see `Caller`. */
  runAll(client: Client, queue: readonly Queued[]): void {
    const { ctx, propagation, reply, timer } = this
    const errors = reply.errors
    const exec = client.lastCommand!
    const since = timer.enter()
    propagation.begin()
    ctx.inTransaction = true
    const { monitors, log } = this.server
    const { end } = log
    for (const { entry, args } of queue) {
      if (client.has(MUTED) && !reply.muted) reply.mute()
      this.call(client, entry, args)
      if (monitors.size > 0) monitors.feed(client, entry, args)
    }
    propagation.commit()
    if (log.end !== end) client.logged = log.end
    ctx.inTransaction = false
    timer.leave(exec, since)
    client.lastCommand = exec
    // What changed was logged call by call, and errors were counted; EXEC itself has neither.
    ctx.dirty = 0
    ctx.logged = null
    reply.errors = errors
  }

  /** Ends the pause when its time is up, else asks for a turn when it will be. */
  private watchPause(): void {
    const { host, pausedUntil } = this.server
    const left = pausedUntil - this.ctx.now
    if (left <= 0) host.unpause()
    else this.blocking.wakeIn(left)
  }

  /** Lets requests run again that a pause held back. */
  private resumePostponed(): void {
    for (const [client, args] of [...this.postponed]) {
      this.postponed.delete(client)
      if (client.has(closed)) continue
      client.clear(postponed)
      const before = this.enter(client)
      this.execute(client, args)
      this.leave(before)
      if (this.blocking.ready) this.blocking.serve()
      this.resume(client)
    }
  }

  /** See `Runner`. */
  rerun(client: Client, entry: CommandEntry, args: Args): void {
    const before = this.enter(client)
    const muted = client.has(MUTED)
    if (muted) this.reply.mute()
    this.pass(client, entry, args, true)
    if (muted) this.reply.unmute()
    if (!client.has(blocked)) client.clear(replySkip)
    this.leave(before)
  }

  /** See `Runner`. */
  ended(client: Client, error: string | null): void {
    const { stats } = this.server
    const entry = client.lastCommand!
    entry.calls++
    client.commandsRun++
    stats.commands++
    this.timer.ended(entry)
    if (error === null) return
    entry.failed++
    stats.error(error)
  }

  /** Between two commands: replies are another client's until `leave`. Gives the client at work. */
  private enter(client: Client): Client | null {
    const { clients } = this.server
    const before = clients.current
    this.reply.finish()
    if (client.outLength > 0) this.send()
    clients.current = client
    this.reply.resp3 = client.resp3
    return before
  }

  /** The client at work goes on. */
  private leave(before: Client | null): void {
    const { clients } = this.server
    if (clients.own.length > 0) clients.settle()
    this.reply.finish()
    clients.current = before
    if (before !== null) this.reply.resp3 = before.resp3
  }

  /** Goes on with the requests a client sent while it could not be served. */
  resume(client: Client): void {
    if ((client.state & STOP) !== 0) return
    if (client.outLength > 0) this.send()
    client.parser.feed(NOTHING, 0)
    this.process(client)
    client.parser.retain()
  }

  /** See `Caller`. */
  startMonitor(client: Client): void {
    this.server.monitors.add(client)
    this.gates.refresh()
  }

  /** See `Caller`. */
  release(client: Client, error: string | null, reply = ''): void {
    client.clear(blocked)
    this.answer(client, latin1Bytes(`${error === null ? reply : `-${error}`}\r\n`))
    this.ended(client, error)
    this.resume(client)
  }

  /** See `Runner`. */
  answer(client: Client, reply: Uint8Array): void {
    if (!client.has(SILENCED)) this.server.clients.queue(client, reply)
    client.clear(replySkip)
  }

  /** The connection sees no further requests (RESET after MONITOR). */
  stopMonitor(client: Client): void {
    this.server.monitors.remove(client)
    this.gates.refresh()
  }

  /** Forgets a connection that is gone. */
  disconnected(client: Client): void {
    this.postponed.delete(client)
    this.blocking.disconnected(client)
    this.streams.disconnected(client)
    this.server.watches.drop(client)
    this.server.pubsub.drop(client)
    if (client.has(clientState.monitor)) this.stopMonitor(client)
    this.server.clients.remove(client)
  }

  private protocolError(client: Client): void {
    const { stats, notice } = this.server
    stats.protocolErrors++
    notice.verbose(`Protocol error (${client.parser.error}) from client: id=${client.id} addr=${client.addr}`)
    if (!client.has(replyOff | replySkip | replySkipNext)) this.reply.error(`ERR ${client.parser.error}`)
    client.set(closeAfterReply)
  }

  private dropForInput(client: Client): void {
    this.server.stats.queryBufferDrops++
    this.server.notice.warning(
      `Closing client that reached max query buffer length: id=${client.id} addr=${client.addr}`,
    )
    this.server.close(client, true)
  }

  /** A call took long: both logs hear of it, each with its own threshold. */
  private slow(entry: CommandEntry, usec: number, client: Client | null, args: Args | null): void {
    const { settings, slowlog, latency } = this.server
    const now = this.time.last
    const limit = settings.slowlogLogSlowerThanMicros
    const shown = (entry.flags & flagBit.skip_slowlog) === 0
    if (shown && limit >= 0 && usec >= limit) slowlog.add(entry, usec, client, args, now)
    const event = (entry.flags & flagBit.fast) === 0 ? 'command' : 'fast-command'
    latency.add(event, usec / 1000, now)
  }

  /** Drops a client whose unread replies are over the limit of its class. */
  readonly checkOutput = (client: Client): void => {
    const pending = client.transport.pending()
    if (pending === 0) {
      client.softLimitSince = 0
      return
    }
    this.gates.checkOutput(client, pending + client.outLength)
  }
}

/** Bytes of replies, and messages as such, that a fast command may make without a look at the clock. */
const MADE_AT_ONCE = 65_536
const NOTHING: Uint8Array = Buffer.alloc(0)
